package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Products that are tall, flat, odd, or whose rows lie a power of two apart. */
public class ExtremeBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"gemm:1023x1025x31"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void extreme() { runOnce(); }
}
