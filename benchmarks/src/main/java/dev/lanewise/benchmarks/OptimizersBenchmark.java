package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Steps of the optimisers. */
public class OptimizersBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"adamStep:784x512"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void optimizers() { runOnce(); }
}
