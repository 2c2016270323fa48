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

    /** What a chunk takes that has {@link #CHUNK} elements. */
    private static final long CHUNK_NANOSECONDS = 1_000;

    /** What times in trials say about it. */
    final Sharing sharing = new Sharing();

    /**
     * Does chunk {@code chunk}.
     *
     * @param scratch belongs to the thread that runs the chunk
     */
    protected abstract void run(int chunk, Scratch scratch);

    /** About how long a job of so many chunks takes one thread. */
    protected long nanoseconds(int chunks) {
        return chunks * CHUNK_NANOSECONDS;
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
