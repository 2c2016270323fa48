package dev.lanewise.kernel.simd.runtime;

/**
 * When jobs are timed with and without sharing, for {@link Sharing}: in windows of some hundred, so that the memory that
 * one job leaves to the next is where it would be if all were done that way.
 */
final class Trials {
    /** Jobs of a window, ten times those of a small training step; the first ones of each pay for the change. */
    static final int WINDOW = 256;
    static final int WINDOWS = 4;

    /** Jobs before the first trial: by then kernels are compiled. */
    static final int FIRST = 4096;

    /** Most jobs between two trials, twice as many each time: half a second or more, and a trial then is a 128th of all jobs. */
    static final int LONGEST = 1 << 17;

    private int wait = FIRST;
    private int left = FIRST;
    private int number;
    private boolean on;

    /** Counts a job. */
    void next() {
        if (--left >= 0)
            return;
        on = !on;
        if (on) {
            number++;
            left = WINDOW * WINDOWS - 1;
        } else {
            wait = Math.min(2 * wait, LONGEST);
            left = wait - 1;
        }
    }

    /** Whether the job that was counted last is timed. */
    boolean on() { return on; }

    /** Number of the trial, from 1 on. */
    int number() { return number; }

    /** Whether the timed job is to be shared: window by window in turn. */
    boolean shares() {
        return left / WINDOW % 2 == 1;
    }
}
