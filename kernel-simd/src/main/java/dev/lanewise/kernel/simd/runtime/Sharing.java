package dev.lanewise.kernel.simd.runtime;

import java.util.Arrays;

/**
 * Whether a job gains by more threads. Where cores are far apart, as a hypervisor may place them for minutes, a job of
 * some microseconds takes twice as long on two of them as on one (docs/experiments/002); so its times in the last
 * {@linkplain Trials trial} decide. Jobs of one kind are told apart by their estimated time, to a factor of two. The shortest
 * time counts: others also show what else the machine was doing.
 */
final class Sharing {
    /**
     * Longer jobs, in nanoseconds, are always shared. Sharing costs some microseconds of each: a step of 64-128-10 lost 80
     * over all of its jobs (docs/experiments/123).
     */
    static final long SURE = 1 << 17;

    private static final int SIZES = Long.SIZE - Long.numberOfLeadingZeros(SURE);

    private final long[] alone = new long[SIZES];
    private final long[] shared = new long[SIZES];
    private final int[] trial = new int[SIZES];

    Sharing() {
        Arrays.fill(alone, Long.MAX_VALUE);
        Arrays.fill(shared, Long.MAX_VALUE);
    }

    /** Whether to share a job that is estimated to take so long: as long as nothing speaks against it. */
    boolean gains(long estimate) {
        int size = size(estimate);
        return shared[size] <= alone[size] || shared[size] == Long.MAX_VALUE;
    }

    /** Takes a time in a trial; what earlier trials found does not count any more. */
    void note(int newTrial, long estimate, boolean wasShared, long nanoseconds) {
        int size = size(estimate);
        if (trial[size] != newTrial) {
            trial[size] = newTrial;
            alone[size] = Long.MAX_VALUE;
            shared[size] = Long.MAX_VALUE;
        }
        long[] shortest = wasShared ? shared : alone;
        shortest[size] = Math.min(shortest[size], nanoseconds);
    }

    private static int size(long estimate) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.clamp(estimate, 1, SURE - 1));
    }
}
