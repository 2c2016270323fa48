package dev.lanewise.kernel.simd;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.ComputeConformance;

/** The backend against the double-precision reference; the build runs it at every vector width and without FMA. */
class SimdConformanceTest extends ComputeConformance {
    @Override
    protected Compute open(ComputeOptions options) { return new SimdProvider().open(options); }
}
