package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Inverted dropout with a new mask each time. */
public class DropoutBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"dropout:1024x1024"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void dropout() { runOnce(); }
}
