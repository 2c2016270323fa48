package dev.lanewise.conformance;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.ComputeConformance;

/** The plain loops pass the suite. */
class LoopsConformanceTest extends ComputeConformance {
    @Override
    protected Compute open(ComputeOptions options) { return Compute.named("loops", options); }
}
