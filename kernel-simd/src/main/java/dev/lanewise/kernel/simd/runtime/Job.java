package dev.lanewise.kernel.simd.runtime;

/**
 * One operation, cut into chunks that may run in any order and at once. The cut depends on shapes alone, never on the
 * number of threads; what chunks have to add up together they leave apart, to be added in order afterwards.
 *
 * <p>Jobs are made once for each compute and carry the arguments of the current call in fields, so that a call
 * allocates nothing, but for small objects in the plain loops of little work.
 */
public abstract class Job {
    /**
     * Elements that a chunk of cheap elementwise work should have: 64 KiB, a microsecond, three times a hand-over.
     */
    public static final int CHUNK = 16_384;

    /**
     * Chunks of cheap work for which a parked thread is woken: some 35 microseconds. Waking takes the caller 9, and the
     * thread comes 10 to 20 later; 16 chunks of an addition took 20 alone and 28 with a thread that had to be woken.
     */
    private static final int LONG = 32;

    /**
     * Does chunk {@code chunk}.
     *
     * @param scratch belongs to the thread that runs the chunk
     */
    protected abstract void run(int chunk, Scratch scratch);

    /** Whether parked threads are to be woken for a job of {@code chunks}. */
    protected boolean isLong(int chunks) {
        return chunks >= LONG;
    }

    /** Number of chunks of {@code each} that {@code total} needs. */
    protected static int chunks(long total, long each) {
        return Math.toIntExact(Math.ceilDiv(total, each));
    }

    /** Rows that make a chunk, if each has {@code length} elements. */
    protected static long rowsPerChunk(long length) {
        return Math.max(1, CHUNK / Math.max(1, length));
    }
}
