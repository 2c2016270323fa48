package dev.lanewise.benchmarks;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.testkit.Workload;
import dev.lanewise.compute.testkit.Workloads;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

import java.util.concurrent.TimeUnit;

/** An activation function over 512 x 512 elements: 1 MiB, which fits the second-level cache of one core. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ActivationBenchmark extends OperationState {
    /** Name of the operation. */
    @Param({"relu", "sigmoid"})
    public String operation;

    @Override
    Workload prepare(Compute on) {
        return Workloads.of(operation, on, 512, 512, SEED);
    }

    /** One call. */
    @Benchmark
    public void activation() { runAndWait(); }
}
