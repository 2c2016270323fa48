// Builds where there are tensor cores that OpenCL C reaches: NVIDIA's from compute capability 8.0 on.
__kernel void tensor_probe(__global float *x) {
    __asm__ volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %4, %4, %4}, "
                     "{%4, %4}, {%0, %1, %2, %3};"
                     : "+f"(x[0]), "+f"(x[1]), "+f"(x[2]), "+f"(x[3])
                     : "r"(as_uint(x[4])));
}
