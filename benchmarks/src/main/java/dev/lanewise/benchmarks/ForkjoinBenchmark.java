package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The smallest work that is shared among threads, and the largest that is not. */
public class ForkjoinBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"fill:1x16384", "fill:2x16384"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void forkjoin() { runOnce(); }
}
