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
 * What a user waits for: the time from the start of the virtual machine to the first result, in a process that does
 * nothing else. The result is compared with the reference when the clock has been read.
 */
public final class ColdStart {
    /** Mini-batches of an epoch over the 3823 embedded digits, 64 at a time. */
    private static final int STEPS = 60;
    private static final String PRODUCT = "gemm:512x512x512";
    private static final String USAGE = "usage: ColdStart NAME [TASK] [THREADS], such as simd gemm:512x512x512 2 or "
            + "simd 64-128-10:batch64 1 (of a network, an epoch of the digits' size: " + STEPS + " steps)";

    private ColdStart() {}

    /** Prints name, task, threads, nanoseconds and version, with tabs between them. */
    public static void main(String[] args) {
        if (args.length < 1 || args.length > 3) {
            System.err.println(USAGE);
            System.exit(2);
        }
        String task = args.length > 1 ? args[1] : PRODUCT;
        int threads = args.length > 2 ? Integer.parseInt(args[2]) : 1;
        if (task.startsWith(Task.GEMM))
            compute(args[0], Task.parse(task), threads);
        else
            train(args[0], TrainingTask.parse(task), threads);
        // A library may have left threads that keep the process alive.
        System.exit(0);
    }

    private static void compute(String name, Task task, int threads) {
        var implementation = operation(name);
        try (var session = implementation.open(task, threads)) {
            session.run();
            var result = session.result();
            long now = System.currentTimeMillis();
            task.verify(implementation.allowance(task), result);
            print(name, task.toString(), threads, now, implementation.version());
        }
    }

    private static void train(String name, TrainingTask task, int threads) {
        var implementation = training(name);
        try (var session = implementation.open(task, threads)) {
            session.step();
            double first = session.loss();
            for (int step = 1; step < STEPS; step++)
                session.step();
            double last = session.loss();
            long now = System.currentTimeMillis();
            TrainingReference.verifyFirst(task, first);
            TrainingReference.verifyFallen(task, first, last);
            print(name, task.toString(), threads, now, implementation.version());
        }
    }

    private static void print(String name, String task, int threads, long now, String version) {
        long nanos = 1_000_000 * (now - ManagementFactory.getRuntimeMXBean().getStartTime());
        System.out.println(String.join("\t", name, task, Integer.toString(threads), Long.toString(nanos), version));
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
