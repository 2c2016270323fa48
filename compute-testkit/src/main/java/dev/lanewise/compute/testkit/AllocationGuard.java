package dev.lanewise.compute.testkit;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Finds out what a call allocates on the Java heap, on any thread, once it is compiled. A vector that escapes its
 * method is boxed: the result is right and the speed a hundredth, and only this shows it.
 */
public final class AllocationGuard {
    /**
     * Half of the smallest object, in bytes for each call: no call that makes one at each run stays below it, while the
     * odd hundred bytes that a busy machine's other threads take in a round of slow calls do.
     */
    private static final double NOTHING = 8;
    /** Enough for the optimising compiler, which comes in the background, to have been called for. */
    private static final int LEAST_ROUNDS = 400;
    /** And to have finished, on a machine that does other work too. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CALLS = 250;

    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
            .getThreadMXBean();

    private AllocationGuard() {}

    /**
     * Fails if a call keeps allocating however often it has run.
     *
     * @param what names the call in the message
     * @throws AssertionError with the number of bytes for each call
     */
    public static void assertAllocatesNothing(String what, Runnable call) {
        assertNothing(what, leastBytesPerCall(call, PATIENCE));
    }

    static void assertNothing(String what, double bytes) {
        if (bytes >= NOTHING)
            throw new AssertionError(what + ": allocates " + Math.round(bytes) + " bytes at each call");
    }

    /**
     * Calls in rounds until a round allocates nothing, or many have not done so, for as long as {@code patience} at
     * least.
     *
     * @return the bytes for each call of the best round
     */
    static double leastBytesPerCall(Runnable call, Duration patience) {
        double least = Double.POSITIVE_INFINITY;
        long end = System.nanoTime() + patience.toNanos();
        for (int round = 0; least >= NOTHING && (round < LEAST_ROUNDS || System.nanoTime() < end); round++) {
            long before = THREADS.getTotalThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++)
                call.run();
            double bytes = (double) (THREADS.getTotalThreadAllocatedBytes() - before) / CALLS;
            least = Math.min(least, bytes);
        }
        return least;
    }
}
