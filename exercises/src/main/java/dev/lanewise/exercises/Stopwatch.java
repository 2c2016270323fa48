package dev.lanewise.exercises;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Times kernels against each other in one process: in turns, so that a slow spell of the machine meets them all. */
final class Stopwatch {
    /** Half a second is several times what C2 needs to notice and compile a kernel, on a busy machine too. */
    private static final long WARM_UP_NANOS = 500_000_000;
    /** Long against the clock's grain (under a microsecond), short against a time slice taken by others. */
    private static final long TURN_NANOS = 5_000_000;
    /** Odd, so that the median is a measured value; it stands while fewer than half of the rounds are disturbed. */
    private static final int ROUNDS = 15;

    /** Where results go, so that no call is dead code. */
    @SuppressWarnings("unused")
    private static volatile float sink;

    private Stopwatch() {}

    /** Measures the loop, the learner's {@code kernel} and the reference solution of {@code exercise}. */
    static <K> Figures measure(Exercise<K> exercise, K kernel) {
        var workload = exercise.workload();
        var turns = List.of(exercise.loop(), kernel, exercise.solution());
        var nanos = new double[turns.size()][ROUNDS];
        for (var each : turns)
            nanosPerCall(workload, each, WARM_UP_NANOS);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < turns.size(); i++)
                nanos[i][round] = nanosPerCall(workload, turns.get(i), TURN_NANOS);
        }
        return new Figures(median(nanos[0]), median(nanos[1]), median(nanos[2]), median(quotients(nanos[0], nanos[1])),
                median(quotients(nanos[2], nanos[1])));
    }

    /** Reads the clock after 1, 2, 4, ... calls, so that its own time vanishes beside calls of 100 ns. */
    private static <K> double nanosPerCall(Workload<K> workload, K kernel, long nanos) {
        long start = System.nanoTime();
        long elapsed;
        int calls = 0;
        do {
            for (int i = calls; i >= 0; i--)
                sink = workload.run(kernel);
            calls = 2 * calls + 1;
            elapsed = System.nanoTime() - start;
        } while (elapsed < nanos);
        return (double) elapsed / calls;
    }

    private static double[] quotients(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] / b[i]).toArray();
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
