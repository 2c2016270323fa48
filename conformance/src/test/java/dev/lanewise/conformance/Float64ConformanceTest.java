package dev.lanewise.conformance;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.ComputeConformance;

/** The float64 backend passes the suite, within the bounds of its own roundoff. */
class Float64ConformanceTest extends ComputeConformance {
    @Override
    protected Compute open(ComputeOptions options) { return Compute.named("float64", options); }
}
