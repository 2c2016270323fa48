package dev.lanewise.kernel.simd.runtime;

/** The threads that one compute may use: the caller and some of the shared {@link WorkerPool}. */
public final class Workers {
    private final int threads;
    private final Scratch scratch = new Scratch();
    private final Trials trials = new Trials();

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
     * Runs all chunks of a job and returns when they are done: on one thread if that was faster in the last trial. What
     * a chunk throws is thrown here; the other chunks may then have run or not.
     */
    public void run(Job job, int chunks) {
        if (threads == 1 || chunks < 2) {
            alone(job, chunks);
            return;
        }
        long estimate = job.nanoseconds(chunks);
        if (estimate >= Sharing.SURE) {
            shared(job, chunks);
            return;
        }
        trials.next();
        if (trials.on())
            timed(job, chunks, estimate);
        else if (job.sharing.gains(estimate))
            shared(job, chunks);
        else
            alone(job, chunks);
    }

    private void timed(Job job, int chunks, long estimate) {
        long start = System.nanoTime();
        boolean wasShared = trials.shares() && shared(job, chunks);
        if (!wasShared && !trials.shares())
            alone(job, chunks);
        job.sharing.note(trials.number(), estimate, wasShared, System.nanoTime() - start);
    }

    /** Whether others helped, or could have: the pool may be busy for another compute. */
    private boolean shared(Job job, int chunks) {
        if (WorkerPool.SHARED.tryRun(job, chunks, threads - 1, scratch))
            return true;
        alone(job, chunks);
        return false;
    }

    private void alone(Job job, int chunks) {
        for (int chunk = 0; chunk < chunks; chunk++)
            job.run(chunk, scratch);
    }
}
