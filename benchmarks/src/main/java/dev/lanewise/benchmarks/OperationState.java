package dev.lanewise.benchmarks;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.Workload;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One operation on one backend: compared with the reference before it is timed, waited for inside the timed region. */
@State(Scope.Benchmark)
public abstract class OperationState {
    /** Inputs are the same in every fork. */
    static final long SEED = 7;

    /** Name of the backend. */
    @Param({"loops", "simd", "opencl"})
    public String backend;

    /** Threads of the backend; 0 for all. */
    @Param("0")
    public int threads;

    private Compute compute;
    private Workload workload;

    /** Sets the operation up; the compute closes it. */
    abstract Workload prepare(Compute on);

    /** Opens the backend and compares the result. */
    @Setup(Level.Trial)
    public void open() {
        compute = Compute.named(backend, ComputeOptions.DEFAULT.withThreads(threads));
        workload = prepare(compute);
        workload.verify();
    }

    /** Frees the backend. */
    @TearDown(Level.Trial)
    public void close() { compute.close(); }

    final void runAndWait() {
        workload.run();
        compute.sync();
    }
}
