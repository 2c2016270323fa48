package dev.lanewise.kernel.simd;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.ComputeConformance;

/** The backend against the double-precision reference, with this machine's vectors. */
class SimdConformanceTest extends ComputeConformance {
    @Override
    protected Compute open(ComputeOptions options) { return new SimdProvider().open(options); }
}
