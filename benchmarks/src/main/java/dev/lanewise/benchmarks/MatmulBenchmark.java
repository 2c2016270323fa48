package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Products of square matrices. */
public class MatmulBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"gemm:64x64x64", "gemm:512x512x512"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void matmul() { runOnce(); }
}
