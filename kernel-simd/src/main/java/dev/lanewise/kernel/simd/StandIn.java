package dev.lanewise.kernel.simd;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Vector code that plain loops stand in for until C2 has compiled it. Uncompiled, it puts every vector on the heap and is
 * a hundred times slower, and C2 gets to it late: it works on one method after the other, up to a tenth of a second on
 * each. A loop of scalars C2 has vectorised by itself long before, with the same bits.
 *
 * <p>So loops do the work at first, and vector code a part of it, which is how the virtual machine comes to compile it.
 * Whether it has is not timed: vector code is compiled when it allocates nothing.
 */
enum StandIn {
    /** Products whose A is stored row by row. */
    GEMM,
    /** Products whose A is stored step by step: transposed. */
    GEMM_BY_STEPS,
    /** Products of a single row. */
    GEMM_ONE_ROW,
    /** Products with few terms. */
    GEMM_FEW_STEPS,
    BATCH_NORM_TRAIN, BATCH_NORM_INFER, BATCH_NORM_BACKWARD, DROPOUT, RELU, LEAKY_RELU,
    /** The derivative of either. */
    RELU_BACKWARD,
    /** The loss of rows of few classes. */
    NARROW_CROSS_ENTROPY, SUM_COLUMNS, SGD, MOMENTUM, RMSPROP, ADAM;

    /**
     * One part in so many of the time is vector code's, while it is not compiled. With a half, the first epoch of a small
     * table took a third longer and everything was compiled a second earlier; with a tenth, two seconds later.
     */
    private static final int PART = 5;

    /** Calls in a row that must have allocated nothing. */
    private static final int QUIET = 3;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Nanoseconds that uncompiled vector code took, of all kinds, and when the first of them was asked for. */
    private static long spent;
    private static long since;

    private boolean done = Settings.LOOPS.equals("never");
    private boolean held = Settings.LOOPS.equals("always");

    /** The thread whose call of vector code is looked at. */
    private Thread tester;
    private long start;
    private long allocated;
    private int quiet;
    private boolean asked;

    /** What is read before the constants are made. */
    private static final class Settings {
        /** {@code never}: vector code from the first call on; {@code always}: loops to the end; else as said above. */
        private static final String LOOPS = System.getProperty("lanewise.simd.loops", "first");
    }

    /** Whether loops are to do what comes; {@link #end} must follow. */
    boolean begin() { return !done && !test(); }

    /** To be called when it is done. */
    void end() {
        if (tester != null)
            judge();
    }

    private boolean test() {
        if (held)
            return false;
        asked = true;
        synchronized (StandIn.class) {
            long now = System.nanoTime();
            if (since == 0)
                since = now;
            var thread = Thread.currentThread();
            if (spent * PART > now - since || tester != null && tester != thread)
                return false;
            tester = thread;
            start = now;
            allocated = THREADS.getCurrentThreadAllocatedBytes();
            return true;
        }
    }

    private void judge() {
        synchronized (StandIn.class) {
            if (tester != Thread.currentThread())
                return;
            quiet = THREADS.getCurrentThreadAllocatedBytes() == allocated ? quiet + 1 : 0;
            spent += System.nanoTime() - start;
            done |= quiet >= QUIET;
            tester = null;
        }
    }

    /** For tests: vector code from now on, or loops, until told otherwise. */
    static void setAll(boolean vectors) {
        for (var kind : values()) {
            kind.done = vectors;
            kind.held = !vectors;
        }
    }

    /** For tests: as if nothing had been called yet. */
    static void restart() {
        for (var kind : values()) {
            kind.done = false;
            kind.held = false;
            kind.quiet = 0;
            kind.asked = false;
        }
    }

    /** For tests: whether vector code has taken over wherever loops were used. */
    static boolean everyAskedIsDone() {
        return Arrays.stream(values()).allMatch(kind -> kind.done || !kind.asked);
    }
}
