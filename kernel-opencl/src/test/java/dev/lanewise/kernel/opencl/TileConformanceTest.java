package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.ComputeConformance;
import dev.lanewise.kernel.opencl.device.LaunchedKernels;
import dev.lanewise.kernel.opencl.launch.KernelProfile;

/** Every operation, with the kernels that are cut for GPUs: teams with barriers, local memory. */
class TileConformanceTest extends ComputeConformance {
    @Override
    protected Compute open(ComputeOptions options) {
        return new OpenClCompute(options, TestDevice.get(), KernelProfile.GPU, new LaunchedKernels());
    }
}
