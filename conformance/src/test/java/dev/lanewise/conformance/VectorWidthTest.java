package dev.lanewise.conformance;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.ComputeConformance;

/** The SIMD backend passes the suite with vectors that are not this machine's: the build runs it once for each kind. */
class VectorWidthTest extends ComputeConformance {
    @Override
    protected Compute open(ComputeOptions options) { return Compute.named("simd", options); }
}
