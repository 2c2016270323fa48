package dev.lanewise.kernel.simd.runtime;

/** The threads that one compute may use: the caller and some of the shared {@link WorkerPool}. */
public final class Workers {
    private final int threads;
    private final Scratch scratch = new Scratch();

    /**
     * Makes sure that the pool is large enough.
     *
     * @param threads how many work, the caller included; 0 for as many as the process may use
     */
    public Workers(int threads) {
        // Respects a container's limit.
        this.threads = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        WorkerPool.SHARED.grow(this.threads - 1);
    }

    public int threads() { return threads; }

    /** Memory of the calling thread. */
    Scratch scratch() { return scratch; }

    /**
     * Runs all chunks of a job and returns when they are done. What a chunk throws is thrown here; the other chunks
     * may then have run or not.
     */
    public void run(Job job, int chunks) {
        if (threads > 1 && chunks > 1 && WorkerPool.SHARED.tryRun(job, chunks, threads - 1, scratch))
            return;
        for (int chunk = 0; chunk < chunks; chunk++)
            job.run(chunk, scratch);
    }
}
