package dev.lanewise.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Whole training steps: forward, softmax cross-entropy, backward, Adam. Timed are rounds of {@value
 * TrainingTask#BATCHES} steps, one for each mini-batch; the loss is read once in a round.
 */
public class TrainBenchmark extends TimedInFork {
    /** Network and batch. */
    @Param({"784-512-256-10:batch128"})
    public String task;

    /** Name of the implementation. */
    @Param({"loops", "simd"})
    public String implementation;

    /** Threads that work; 0 for as many as the process may use, and one for what knows no more. */
    @Param("0")
    public int threads;

    private TrainingImplementation.Session session;

    /** Opens the training, compares the loss of its first step, and sees it fall during the warm-up. */
    @Setup(Level.Trial)
    public void open() {
        var what = TrainingTask.parse(task);
        var timed = InFork.implementations(implementation).training(implementation);
        session = timed.open(what, InFork.threads(threads, t -> timed.supports(what, t), implementation, task));
        session.step();
        double first = session.loss();
        TrainingReference.verifyFirst(what, first);
        InFork.noteVersion(timed.version());
        for (int batch = 1; batch < TrainingTask.BATCHES; batch++)
            session.step();
        for (int round = 0; round * TrainingTask.BATCHES < what.faded(); round++)
            trainingStep();
        WarmUp.until(this::trainingStep);
        session.step();
        TrainingReference.verifyFallen(what, first, session.loss());
        for (int batch = 1; batch < TrainingTask.BATCHES; batch++)
            session.step();
    }

    /** {@value TrainingTask#BATCHES} steps. */
    @Benchmark
    @OperationsPerInvocation(TrainingTask.BATCHES)
    public double trainingStep() {
        for (int batch = 0; batch < TrainingTask.BATCHES; batch++)
            session.step();
        return session.loss();
    }

    /** Frees the session's memory. */
    @TearDown(Level.Trial)
    public void close() { session.close(); }
}
