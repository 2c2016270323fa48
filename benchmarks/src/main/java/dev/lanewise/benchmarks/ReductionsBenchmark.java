package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Sums along rows, columns, and over all. */
public class ReductionsBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"reduceRows:1024x1024"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void reductions() { runOnce(); }
}
