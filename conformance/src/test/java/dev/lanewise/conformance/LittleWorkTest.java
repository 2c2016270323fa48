package dev.lanewise.conformance;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.ComputeConformance;

/** The SIMD backend passes the suite where it is told of little work, for which plain loops are ready sooner. */
class LittleWorkTest extends ComputeConformance {
    @Override
    protected Compute open(ComputeOptions options) { return Compute.named("simd", options.withWork(1)); }
}
