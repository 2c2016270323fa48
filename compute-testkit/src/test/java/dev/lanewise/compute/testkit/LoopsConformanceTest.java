package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;

/** The plain loops pass the suite. */
class LoopsConformanceTest extends ComputeConformance {
    @Override
    protected Compute open(ComputeOptions options) { return Compute.named("loops", options); }
}
