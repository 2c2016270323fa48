package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Activation functions and what they are made of. */
public class ActivationsBenchmark extends OperationState {
    /** Operation and shape. */
    @Param({"sigmoid:1024x1024"})
    public String task;

    @Override
    String task() { return task; }

    /** Computes once. */
    @Benchmark
    public void activations() { runOnce(); }
}
