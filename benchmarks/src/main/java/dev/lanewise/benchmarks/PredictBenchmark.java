package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Calls that predict some rows each, from an array to an array, by as many threads at once as the task says. */
public class PredictBenchmark extends TimedInFork {
    /** Network, batch and callers. */
    @Param({"predict:64-128-10:batch1", "predict:784-512-256-10:batch64"})
    public String task;

    /** Name of the implementation. */
    @Param({"loops", "simd"})
    public String implementation;

    /** Threads that work on each call; 0 for as many as the process may use, and one for what knows no more. */
    @Param("1")
    public int threads;

    private PredictionImplementation.Session session;

    /** What a calling thread has of its own. */
    @State(Scope.Thread)
    public static class Calling {
        private PredictionImplementation.Caller caller;

        /** Makes the thread's arrays. */
        @Setup(Level.Trial)
        public void open(PredictBenchmark benchmark) { caller = benchmark.session.caller(); }
    }

    /** Opens the network, compares the first predictions and warms up. */
    @Setup(Level.Trial)
    public void open(BenchmarkParams params) {
        var what = PredictionTask.parse(task);
        if (params.getThreads() != what.callers())
            throw new IllegalArgumentException(
                    task + ": needs " + what.callers() + " calling threads (-t), got " + params.getThreads());
        var timed = InFork.implementations(implementation).prediction(implementation);
        session = timed.open(what, InFork.threads(threads, t -> timed.supports(what, t), implementation, task));
        var caller = session.caller();
        caller.predict();
        PredictionReference.verify(what, caller.probabilities());
        InFork.noteVersion(timed.version());
        WarmUp.until(caller::predict);
    }

    /** One call. */
    @Benchmark
    public void predict(Calling calling) { calling.caller.predict(); }

    /** Frees the network. */
    @TearDown(Level.Trial)
    public void close() { session.close(); }
}
