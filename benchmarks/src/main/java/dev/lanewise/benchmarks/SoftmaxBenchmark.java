package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Softmax and the loss on it. */
public class SoftmaxBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"softmaxRows:1024x1024"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void softmax() { runOnce(); }
}
