package dev.lanewise.kernel.simd.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Daemon threads that all computes of the process share. They run one job at a time, together with the thread that
 * brought it: chunks are dealt out by a counter. A worker that has nothing to do spins for a while and then parks.
 * Handing over a job allocates nothing.
 *
 * <p>A job that is brought while another one runs is refused; its owner then does it alone. Results do not depend on
 * that.
 */
final class WorkerPool {
    static final WorkerPool SHARED = new WorkerPool();

    /**
     * How often an idle worker looks before it parks: some 250 microseconds, so that the operations of a training step
     * find it awake, even those that follow what one thread does alone, and an idle library costs nothing.
     */
    private static final int SPINS = 10_000;

    /**
     * After how many looks a spinning thread offers its processor to others. Those that C2 compiles on are to have it: in
     * the first seconds two threads that kept both processors were slower than one.
     */
    private static final int POLITE = 64;

    /**
     * Nanoseconds from which on a job is worth waking parked threads. Waking takes the caller 9 microseconds, and the
     * thread comes 10 to 20 later; 16 chunks of an addition took 20 alone and 28 with a thread that had to be woken.
     */
    static final long LONG = 32_000;

    /** Short jobs that come in such a distance find a worker awake, once it is woken; in nanoseconds. */
    private static final long FREQUENT = 200_000;

    /** Added to {@link #taken} for a chunk from the front, and for one from the back. */
    private static final long FRONT = 1;
    private static final long BACK = 1L << Integer.SIZE;

    /** Added to {@link #gate} by the owner: nobody may enter any more. */
    private static final int CLOSED = Integer.MIN_VALUE;

    private final AtomicBoolean busy = new AtomicBoolean();

    /** How many chunks are taken from the front (the lower half) and from the back. */
    private final AtomicLong taken = new AtomicLong();

    /** The number of workers inside the current job, plus {@link #CLOSED} when there is none. */
    private final AtomicInteger gate = new AtomicInteger(CLOSED);

    private volatile Worker[] workers = {};

    /**
     * Counts the jobs. Its volatile write publishes the plain fields below, which change only while the gate is closed.
     */
    private volatile int generation;
    private Job job;
    private int chunks;
    private int participants;
    private volatile Throwable failure;

    /** When a job last found a worker parked. */
    private long lastMissed;

    private WorkerPool() {}

    /** Starts workers until there are {@code count}. */
    synchronized void grow(int count) {
        int old = workers.length;
        if (count <= old)
            return;
        var more = java.util.Arrays.copyOf(workers, count);
        for (int i = old; i < count; i++)
            more[i] = new Worker(i);
        workers = more;
        for (int i = old; i < count; i++)
            more[i].start();
    }

    /**
     * Runs a job with up to {@code helpers} workers, unless another job runs.
     *
     * @param scratch of the calling thread
     * @return whether the job was done
     */
    boolean tryRun(Job newJob, int newChunks, int helpers, Scratch scratch) {
        if (!busy.compareAndSet(false, true))
            return false;
        try {
            job = newJob;
            chunks = newChunks;
            participants = Math.min(helpers, newChunks - 1);
            failure = null;
            taken.set(0);
            gate.set(0);
            generation++;
            wakeForJob();
            work(FRONT, scratch);
            closeGate();
            rethrow(failure);
        } finally {
            job = null;
            busy.set(false);
        }
        return true;
    }

    /**
     * Wakes parked workers for a long job. For a short one it takes longer than it gains, unless others follow: for the
     * second of two that come soon after each other.
     */
    private void wakeForJob() {
        boolean parked = false;
        for (int i = 0; i < participants; i++)
            parked |= workers[i].parked;
        if (!parked)
            return;
        long now = System.nanoTime();
        boolean frequent = now - lastMissed < FREQUENT;
        lastMissed = now;
        if (frequent || job.nanoseconds(chunks) >= LONG)
            for (int i = 0; i < participants; i++)
                workers[i].wake();
    }

    /** Does chunks from one end until none is left. */
    private void work(long end, Scratch scratch) {
        int count = chunks;
        try {
            while (true) {
                long before = taken.getAndAdd(end);
                int front = (int) before;
                int back = (int) (before >>> Integer.SIZE);
                if (front + back >= count)
                    return;
                job.run(end == FRONT ? front : count - 1 - back, scratch);
            }
        } catch (Throwable e) {
            failure = e;
            taken.set(count);
        }
    }

    /** Waits for the workers that entered; those that come too late do not matter. */
    private void closeGate() {
        gate.addAndGet(CLOSED);
        for (int spins = 0; gate.get() != CLOSED; spins++) {
            if (spins < SPINS)
                Thread.onSpinWait();
            else
                Thread.yield();
        }
    }

    private boolean enter() {
        int inside = gate.get();
        while (inside >= 0) {
            if (gate.compareAndSet(inside, inside + 1))
                return true;
            inside = gate.get();
        }
        return false;
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof RuntimeException e)
            throw e;
        if (failure instanceof Error e)
            throw e;
    }

    private final class Worker extends Thread {
        private final int index;
        private volatile boolean parked;

        Worker(int index) {
            super("lanewise-worker-" + (index + 1));
            this.index = index;
            setDaemon(true);
        }

        void wake() {
            if (parked)
                LockSupport.unpark(this);
        }

        @Override
        public void run() {
            var scratch = new Scratch();
            int seen = 0;
            while (true) {
                seen = awaitChange(seen);
                if (enter()) {
                    if (index < participants)
                        work(BACK, scratch);
                    gate.decrementAndGet();
                }
            }
        }

        /** Returns the number of the job that is not {@code seen} any more. */
        private int awaitChange(int seen) {
            for (int spins = 0; spins < SPINS; spins++) {
                int now = generation;
                if (now != seen)
                    return now;
                if (spins % POLITE == 0)
                    Thread.yield();
                else
                    Thread.onSpinWait();
            }
            parked = true;
            while (generation == seen)
                LockSupport.park(WorkerPool.this);
            parked = false;
            return generation;
        }
    }
}
