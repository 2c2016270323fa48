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

/** The product of two square matrices. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MatmulBenchmark extends OperationState {
    /** Rows and columns of each matrix. */
    @Param("256")
    public int size;

    @Override
    Workload prepare(Compute on) {
        return Workloads.gemm(on, size, size, size, SEED);
    }

    /** One call. */
    @Benchmark
    public void matmul() { runAndWait(); }
}
