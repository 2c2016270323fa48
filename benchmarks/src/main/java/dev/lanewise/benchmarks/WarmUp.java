package dev.lanewise.benchmarks;

import java.lang.management.ManagementFactory;

/** Runs a task until its speed no longer changes, so that what is timed has been compiled. */
final class WarmUp {
    private static final long DEFAULT_MILLIS = 1000;
    /** However uneven it runs, the warm-up ends at this multiple of its least time, if nothing is being compiled. */
    private static final int LONG = 5;
    /** Spans without a compilation that say so: the longest compilations take as much. */
    private static final int QUIET_SPANS = 6;
    /** Whatever is being compiled, it ends at this multiple. */
    private static final int LONGEST = 30;
    /** Two spans in a row that differ by less, with nothing compiled meanwhile, are taken as even. */
    private static final double EVEN = 0.03;
    private static final double SPAN_NANOS = 50e6;

    private WarmUp() {}

    static void until(Runnable task) {
        double least = 1e6 * Long.getLong(InFork.WARM_UP, DEFAULT_MILLIS);
        long start = System.nanoTime();
        double before = Double.POSITIVE_INFINITY;
        long compiledBefore = compilationMillis();
        int quiet = 0;
        double elapsed = 0;
        boolean ready = false;
        while (elapsed < least || (!ready && elapsed < LONGEST * least)) {
            double now = span(task);
            long compiled = compilationMillis();
            quiet = compiled == compiledBefore ? quiet + 1 : 0;
            elapsed = System.nanoTime() - start;
            boolean even = Math.abs(now - before) <= EVEN * now;
            ready = quiet >= QUIET_SPANS && (even || elapsed >= LONG * least);
            before = now;
            compiledBefore = compiled;
        }
    }

    /** Code that waits for its compiler runs evenly too, a hundred times too slow. */
    private static long compilationMillis() {
        var compiler = ManagementFactory.getCompilationMXBean();
        return compiler == null ? 0 : compiler.getTotalCompilationTime();
    }

    /** Returns the nanoseconds of a run, averaged over one span. */
    private static double span(Runnable task) {
        long start = System.nanoTime();
        long elapsed = 0;
        for (long runs = 1;; runs++) {
            task.run();
            elapsed = System.nanoTime() - start;
            if (elapsed >= SPAN_NANOS)
                return (double) elapsed / runs;
        }
    }
}
