package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Many small products at once. */
public class BatchedBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"gemmBatched:64x16x16x16", "gemmBatched:64x32x32x32"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void batched() { runOnce(); }
}
