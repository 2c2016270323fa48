package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Batch normalisation. */
public class BatchnormBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"batchNormTrain:128x512"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void batchnorm() { runOnce(); }
}
