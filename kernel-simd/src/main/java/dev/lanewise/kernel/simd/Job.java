package dev.lanewise.kernel.simd;

/**
 * One operation, cut into chunks that may run in any order and at once. The cut depends on shapes alone, never on the
 * number of threads; what chunks have to add up together they leave apart, to be added in order afterwards.
 *
 * <p>Jobs are made once for each compute and carry the arguments of the current call in fields, so that a call
 * allocates nothing.
 */
abstract class Job {
    /**
     * Elements that a chunk of cheap elementwise work should have: 64 KiB, a few microseconds, ten times a hand-over.
     */
    static final int CHUNK = 16_384;

    /**
     * Does chunk {@code chunk}.
     *
     * @param scratch belongs to the thread that runs the chunk
     */
    abstract void run(int chunk, Scratch scratch);

    /** Number of chunks of {@code each} that {@code total} needs. */
    static int chunks(long total, long each) {
        return Math.toIntExact(Math.ceilDiv(total, each));
    }

    /** Rows that make a chunk, if each has {@code length} elements. */
    static long rowsPerChunk(long length) {
        return Math.max(1, CHUNK / Math.max(1, length));
    }
}
