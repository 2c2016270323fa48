package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One task on one implementation, in a process of its own: compared with the reference, warmed up until it runs evenly,
 * then timed with the wait for its result.
 */
public abstract class OperationState extends TimedInFork {
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
