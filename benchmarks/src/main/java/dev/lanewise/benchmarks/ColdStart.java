package dev.lanewise.benchmarks;

import dev.lanewise.benchmarks.own.Backend;
import dev.lanewise.benchmarks.own.BackendPrediction;
import dev.lanewise.benchmarks.own.BackendTraining;
import dev.lanewise.benchmarks.own.PlainPrediction;
import dev.lanewise.benchmarks.own.PlainProduct;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/**
 * What a user waits for: work done against the time since a process was started that does nothing else. The work is a
 * product, a prediction or a training step, again and again. The first result is taken into Java's hands before the
 * curve begins, and compared with the reference when it has ended.
 */
public final class ColdStart {
    /** What the line begins with that holds the result; libraries print lines of their own. */
    public static final String RESULT = "coldstart\t";
    /** From one moment that is noted to the next: 40 of them from 0.3 s to 5 s, evenly apart on a logarithmic axis. */
    private static final double RATIO = 1.073;
    private static final String USAGE = "usage: ColdStart NAME TASK THREADS SECONDS START, such as simd "
            + "gemm:512x512x512 2 5.0 1767323045123; START: when the process was started, milliseconds since 1970";

    private ColdStart() {}

    /** Prints {@link #RESULT}, version and {@link Curve}, with a tab between the two. */
    public static void main(String[] args) {
        long now = System.nanoTime();
        long millis = System.currentTimeMillis();
        if (args.length != 5) {
            System.err.println(USAGE);
            System.exit(2);
        }
        int threads = Integer.parseInt(args[2]);
        var clock = new Clock(now - 1_000_000 * (millis - Long.parseLong(args[4])), Double.parseDouble(args[3]));
        if (Family.isPrediction(args[1]))
            predict(prediction(args[0]), PredictionTask.parse(args[1]), threads, clock);
        else if (Family.isTraining(args[1]))
            train(training(args[0]), TrainingTask.parse(args[1]), threads, clock);
        else
            compute(operation(args[0]), Task.parse(args[1]), threads, clock);
        // A library may have left threads that keep the process alive.
        System.exit(0);
    }

    /** Notes how far the work has come. */
    private static final class Clock {
        private final long start;
        private final double length;
        private final ArrayList<Double> seconds = new ArrayList<>();
        private final ArrayList<Long> done = new ArrayList<>();
        private long next;

        /**
         * @param start of the process, by {@link System#nanoTime}
         * @param length of the curve in seconds
         */
        Clock(long start, double length) {
            this.start = start;
            this.length = length;
        }

        /**
         * Repeats the work until the time is over. The first unit is done.
         *
         * @param unit one unit of work, which may go on in the background
         * @param await waits for the last unit
         */
        void run(Runnable unit, Runnable await) {
            note(1);
            for (long count = 2; seconds.getLast() < length; count++) {
                unit.run();
                if (System.nanoTime() - next >= 0) {
                    await.run();
                    note(count);
                }
            }
        }

        private void note(long count) {
            double now = (System.nanoTime() - start) * 1e-9;
            // To a tenth of a millisecond, which is as well as the start is known.
            seconds.add(Math.round(now * 1e4) / 1e4);
            done.add(count);
            next = start + (long) (1e9 * Math.min(now * RATIO, Math.max(now, length)));
        }

        void print(String version) {
            System.out.println(RESULT + version.replaceAll("\\s+", " ").strip() + "\t" + new Curve(seconds, done));
        }
    }

    private static void compute(Implementation implementation, Task task, int threads, Clock clock) {
        try (var session = implementation.open(task, threads)) {
            session.run();
            var first = session.result();
            clock.run(session::run, () -> {});
            task.verify(implementation.allowance(task), first);
            task.verify(implementation.allowance(task), session.result());
            clock.print(implementation.version());
        }
    }

    private static void predict(PredictionImplementation implementation, PredictionTask task, int threads,
            Clock clock) {
        try (var session = implementation.open(task, threads)) {
            var caller = session.caller();
            caller.predict();
            var first = caller.probabilities();
            clock.run(caller::predict, () -> {});
            PredictionReference.verify(task, first);
            PredictionReference.verify(task, caller.probabilities());
            clock.print(implementation.version());
        }
    }

    private static void train(TrainingImplementation implementation, TrainingTask task, int threads, Clock clock) {
        try (var session = implementation.open(task, threads)) {
            session.step();
            double first = session.loss();
            clock.run(session::step, session::loss);
            TrainingReference.verifyFirst(task, first);
            // The mini-batch of the first step again, at least an epoch later.
            for (long step = clock.done.getLast(); step <= task.batches() || (step - 1) % task.batches() != 0; step++)
                session.step();
            TrainingReference.verifyFallen(task, first, session.loss());
            clock.print(implementation.version());
        }
    }

    /** Not by {@link Implementations}, which asks every backend whether it can run: that takes time of its own. */
    private static Implementation operation(String name) {
        return Arrays.stream(PlainProduct.Kind.values()).<Implementation>map(PlainProduct::new)
                .filter(plain -> plain.name().equals(name)).findFirst()
                .or(() -> peer(Implementation.class, peer -> peer.name().equals(name)))
                .orElseGet(() -> new Backend(name, name, false));
    }

    private static TrainingImplementation training(String name) {
        return peer(TrainingImplementation.class, peer -> peer.name().equals(name))
                .orElseGet(() -> new BackendTraining(name));
    }

    private static PredictionImplementation prediction(String name) {
        return Optional.<PredictionImplementation>of(new PlainPrediction()).filter(plain -> plain.name().equals(name))
                .or(() -> peer(PredictionImplementation.class, peer -> peer.name().equals(name)))
                .orElseGet(() -> new BackendPrediction(name));
    }

    private static <T> Optional<T> peer(Class<T> type, Predicate<T> wanted) {
        return ServiceLoader.load(type).stream().map(ServiceLoader.Provider::get).filter(wanted).findFirst();
    }
}
