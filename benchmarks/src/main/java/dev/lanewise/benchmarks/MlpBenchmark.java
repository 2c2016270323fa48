package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Products as the layers of a network ask for them: forward, and both gradients. */
public class MlpBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"gemm:128x784x512"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void mlp() { runOnce(); }
}
