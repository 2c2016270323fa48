package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Arithmetic element by element. */
public class ElementwiseBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"add:1024x1024"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void elementwise() { runOnce(); }
}
