package dev.lanewise.kernel.simd.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;

@Timeout(60)
class WorkerPoolTest {
    private static final int CHUNKS = 100;

    /** Counts how often each chunk ran. */
    private static final class Counting extends Job {
        final AtomicIntegerArray runs = new AtomicIntegerArray(CHUNKS);

        @Override
        protected void run(int chunk, Scratch scratch) { runs.incrementAndGet(chunk); }

        int[] counts() {
            var counts = new int[CHUNKS];
            Arrays.setAll(counts, runs::get);
            return counts;
        }
    }

    /** One for which parked workers are woken. */
    private abstract static class LongJob extends Job {
        @Override
        protected long nanoseconds(int chunks) { return Sharing.SURE; }
    }

    /** Remembers who did the chunks. */
    private static final class Recording extends Job {
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        @Override
        protected void run(int chunk, Scratch scratch) { threads.add(Thread.currentThread()); }
    }

    private static int[] each(int times) {
        var counts = new int[CHUNKS];
        Arrays.fill(counts, times);
        return counts;
    }

    @Test
    void everyChunkRunsOnce() {
        var workers = new Workers(4);
        var job = new Counting();
        for (int i = 0; i < 1000; i++)
            workers.run(job, CHUNKS);
        assertArrayEquals(each(1000), job.counts());
    }

    @Test
    void parkedWorkersAreWoken() throws InterruptedException {
        var workers = new Workers(2);
        var threads = ConcurrentHashMap.newKeySet();
        awaitParkedWorkers();
        var both = new CountDownLatch(2);
        workers.run(new LongJob() {
            @Override
            protected void run(int chunk, Scratch scratch) {
                threads.add(Thread.currentThread());
                both.countDown();
                await(both);
            }
        }, 2);
        assertEquals(2, threads.size());
    }

    /** Waking takes longer than a short job, unless there are many. */
    @Test
    void forShortJobsTheyAreWokenIfThereAreMany() throws InterruptedException {
        var workers = new Workers(2);
        var job = new Recording();
        awaitParkedWorkers();
        workers.run(job, 2);
        assertEquals(Set.of(Thread.currentThread()), job.threads);
        while (job.threads.size() < 2)
            workers.run(job, 2);
    }

    @Test
    void noMoreThreadsThanAskedFor() {
        new Workers(4);
        var two = new Workers(2);
        var job = new Recording();
        for (int i = 0; i < 200; i++)
            two.run(job, CHUNKS);
        assertTrue(job.threads.size() <= 2, job.threads::toString);
    }

    @Test
    void aFailureOfAnyThreadReachesTheCallerAndThePoolLivesOn() {
        var workers = new Workers(2);
        var caller = Thread.currentThread();
        var failure = new IllegalStateException("chunk fails");
        for (boolean inCaller : new boolean[]{true, false}) {
            var both = new CountDownLatch(2);
            var thrown = assertThrows(IllegalStateException.class, () -> workers.run(new LongJob() {
                @Override
                protected void run(int chunk, Scratch scratch) {
                    both.countDown();
                    await(both);
                    if (inCaller == (Thread.currentThread() == caller))
                        throw failure;
                }
            }, 2));
            assertSame(failure, thrown);
            var job = new Counting();
            workers.run(job, CHUNKS);
            assertArrayEquals(each(1), job.counts());
        }
    }

    @Test
    void callersThatMeetDoNotDisturbEachOther() throws InterruptedException {
        var jobs = new Counting[4];
        var callers = new Thread[jobs.length];
        for (int t = 0; t < callers.length; t++) {
            var job = new Counting();
            jobs[t] = job;
            callers[t] = new Thread(() -> {
                var workers = new Workers(3);
                for (int i = 0; i < 500; i++)
                    workers.run(job, CHUNKS);
            });
            callers[t].start();
        }
        for (var thread : callers)
            thread.join();
        for (var job : jobs)
            assertArrayEquals(each(500), job.counts());
    }

    /** And until the last job is so long ago that the next does not count as one of many. */
    private static void awaitParkedWorkers() throws InterruptedException {
        do
            Thread.sleep(1);
        while (Thread.getAllStackTraces().keySet().stream().anyMatch(
                thread -> thread.getName().startsWith("lanewise-worker-")
                        && thread.getState() != Thread.State.WAITING));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
