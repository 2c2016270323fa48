// OpenCL's built-in functions as far as the kernels use them, on what clang knows of NVIDIA's processors: for
// OfflineBuildTest, which wants registers and spills, not results. What NVIDIA's own compiler takes from its library
// (exp and the like) is a call here.

#define BUILTIN static __attribute__((overloadable, always_inline))

#define ID(name, builtin)                                              \
    BUILTIN size_t name(uint d) {                                      \
        return d == 0 ? __nvvm_read_ptx_sreg_##builtin##_x()           \
               : d == 1 ? __nvvm_read_ptx_sreg_##builtin##_y()         \
                        : __nvvm_read_ptx_sreg_##builtin##_z();        \
    }
ID(lw_local_id, tid)
ID(lw_local_size, ntid)
ID(lw_group_id, ctaid)
#define get_local_id lw_local_id
#define get_local_size lw_local_size
#define get_group_id lw_group_id
#define get_global_id(d) (lw_group_id(d) * lw_local_size(d) + lw_local_id(d))
#define barrier(fence) __syncthreads()

#define EACH(f, x) ((float4)(f((x).x), f((x).y), f((x).z), f((x).w)))
BUILTIN float4 lw_fma(float4 a, float4 b, float4 c) {
    return (float4)(__builtin_fmaf(a.x, b.x, c.x), __builtin_fmaf(a.y, b.y, c.y), __builtin_fmaf(a.z, b.z, c.z),
                    __builtin_fmaf(a.w, b.w, c.w));
}
BUILTIN float lw_fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
#define fma lw_fma

#define LOAD(space)                                                                                      \
    BUILTIN float4 lw_vload4(size_t i, const space float *x) {                                           \
        return (float4)(x[4 * i], x[4 * i + 1], x[4 * i + 2], x[4 * i + 3]);                             \
    }                                                                                                    \
    BUILTIN void lw_vstore4(float4 v, size_t i, space float *x) {                                        \
        x[4 * i] = v.x, x[4 * i + 1] = v.y, x[4 * i + 2] = v.z, x[4 * i + 3] = v.w;                      \
    }
LOAD(__global)
LOAD(__local)
LOAD(__private)
#define vload4 lw_vload4
#define vstore4 lw_vstore4

float lw_library(float x, int function);
#define LIBRARY(name, number)                                                                            \
    static float lw1_##name(float x) { return lw_library(x, number); }                                   \
    BUILTIN float lw_##name(float x) { return lw1_##name(x); }                                           \
    BUILTIN float4 lw_##name(float4 x) { return EACH(lw1_##name, x); }
LIBRARY(exp, 0)
LIBRARY(tanh, 1)
LIBRARY(log, 2)
#define exp lw_exp
#define tanh lw_tanh
#define log lw_log
BUILTIN float lw_fabs(float x) { return __builtin_fabsf(x); }
BUILTIN float4 lw_fabs(float4 x) { return EACH(__builtin_fabsf, x); }
BUILTIN float lw_sqrt(float x) { return __builtin_sqrtf(x); }
BUILTIN float4 lw_sqrt(float4 x) { return EACH(__builtin_sqrtf, x); }
BUILTIN float4 lw_rint(float4 x) { return EACH(__builtin_rintf, x); }
#define fabs lw_fabs
#define rint lw_rint
#define convert_int4(x) __builtin_convertvector(x, int4)
#define sqrt lw_sqrt
