package dev.lanewise.benchmarks;

import dev.lanewise.benchmarks.own.Backend;
import dev.lanewise.benchmarks.own.BackendTraining;
import dev.lanewise.benchmarks.own.PlainProduct;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/**
 * What a user waits for: the time from the start of the virtual machine to the first result in Java's hands, or to the
 * end of the first epoch, in a process that does nothing else. The result is compared with the reference when the clock
 * has been read.
 */
public final class ColdStart {
    /** What the line begins with that holds the result; libraries print lines of their own. */
    public static final String RESULT = "coldstart\t";
    private static final String USAGE = "usage: ColdStart NAME TASK THREADS, such as simd gemm:512x512x512 2 or "
            + "simd 64-128-10:batch64:digits 1";

    private ColdStart() {}

    /** Prints {@link #RESULT}, nanoseconds and version, with tabs between them. */
    public static void main(String[] args) {
        if (args.length != 3) {
            System.err.println(USAGE);
            System.exit(2);
        }
        int threads = Integer.parseInt(args[2]);
        if (Family.isTraining(args[1]))
            train(training(args[0]), TrainingTask.parse(args[1]), threads);
        else
            compute(operation(args[0]), Task.parse(args[1]), threads);
        // A library may have left threads that keep the process alive.
        System.exit(0);
    }

    private static void compute(Implementation implementation, Task task, int threads) {
        try (var session = implementation.open(task, threads)) {
            session.run();
            var result = session.result();
            long now = System.currentTimeMillis();
            task.verify(implementation.allowance(task), result);
            print(now, implementation.version());
        }
    }

    private static void train(TrainingImplementation implementation, TrainingTask task, int threads) {
        try (var session = implementation.open(task, threads)) {
            session.step();
            double first = session.loss();
            for (int step = 1; step < task.batches(); step++)
                session.step();
            double last = session.loss();
            long now = System.currentTimeMillis();
            TrainingReference.verifyFirst(task, first);
            TrainingReference.verifyFallen(task, first, last);
            print(now, implementation.version());
        }
    }

    private static void print(long now, String version) {
        long nanos = 1_000_000 * (now - ManagementFactory.getRuntimeMXBean().getStartTime());
        System.out.println(RESULT + nanos + "\t" + version.replaceAll("\\s+", " ").strip());
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

    private static <T> Optional<T> peer(Class<T> type, Predicate<T> wanted) {
        return ServiceLoader.load(type).stream().map(ServiceLoader.Provider::get).filter(wanted).findFirst();
    }
}
