/** The OpenCL backend: {@code Compute.named("opencl")}. */
module dev.lanewise.kernel.opencl {
    requires dev.lanewise.compute;
    requires jocl;

    provides dev.lanewise.compute.spi.ComputeProvider with dev.lanewise.kernel.opencl.OpenClProvider;
}
