package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * One task on one implementation, in a process of its own: compared with the reference, warmed up until it runs evenly,
 * then timed with the wait for its result.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 5, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 1, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public abstract class OperationState {
    /** Name of the implementation. */
    @Param({"loops", "simd"})
    public String implementation;

    /** Threads that work; 0 for as many as the process may use, and one for what knows no more. */
    @Param("0")
    public int threads;

    private Implementation.Session session;

    /** Returns the task as text. */
    abstract String task();

    /** Opens the session, compares its first result and warms it up. */
    @Setup(Level.Trial)
    public void open() {
        var what = Task.parse(task());
        var timed = InFork.implementations(implementation).operation(implementation);
        session = timed.open(what, InFork.threads(threads, t -> timed.supports(what, t), implementation, task()));
        session.run();
        what.verify(timed.allowance(what), session.result());
        InFork.noteVersion(timed.version());
        WarmUp.until(session::run);
    }

    /** Frees the session's memory. */
    @TearDown(Level.Trial)
    public void close() { session.close(); }

    /** Computes once. */
    final void runOnce() { session.run(); }
}
