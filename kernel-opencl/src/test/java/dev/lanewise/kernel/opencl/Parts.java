package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.Compute;
import dev.lanewise.kernel.opencl.device.DeviceSession;
import dev.lanewise.kernel.opencl.device.MemoryPool;
import dev.lanewise.kernel.opencl.gemm.Products;
import dev.lanewise.kernel.opencl.launch.Launcher;

/** What a compute of this backend is made of, for the tests of its parts. */
public final class Parts {
    private Parts() {}

    public static DeviceSession session(Compute compute) { return ((OpenClCompute) compute).session(); }

    public static MemoryPool pool(Compute compute) { return ((OpenClCompute) compute).pool(); }

    public static Launcher launcher(Compute compute) { return ((OpenClCompute) compute).launcher(); }

    public static Products products(Compute compute) { return ((OpenClCompute) compute).products(); }
}
