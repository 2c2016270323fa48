package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** What the machine can do at most; see the implementation {@code ceiling}. */
public class CeilingBenchmark extends OperationState {
    /** Operation and shape; the first has no implementation but {@code ceiling}. */
    @Param({"fma:16384x16384", "copy:1024x1024"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void ceiling() { runOnce(); }
}
