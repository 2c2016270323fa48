package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.ComputeConformance;
import dev.lanewise.kernel.opencl.device.LaunchedKernels;

/** Every operation, with the kernels that are cut for CPUs. */
class PanelConformanceTest extends ComputeConformance {
    @Override
    protected Compute open(ComputeOptions options) {
        return new OpenClCompute(options, TestDevice.get(), TestDevice.panels(), new LaunchedKernels());
    }
}
