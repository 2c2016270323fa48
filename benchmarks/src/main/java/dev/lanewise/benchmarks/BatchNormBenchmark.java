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

/** Batch normalisation of a batch of 128 samples of 512 features, forward in training and backward. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BatchNormBenchmark extends OperationState {
    /** Name of the operation. */
    @Param({"batchNormTrain", "batchNormBackward"})
    public String operation;

    @Override
    Workload prepare(Compute on) {
        return Workloads.of(operation, on, 128, 512, SEED);
    }

    /** One call. */
    @Benchmark
    public void batchNorm() { runAndWait(); }
}
