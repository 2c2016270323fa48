package dev.lanewise.benchmarks.own;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Threads that do one piece of work each, the caller being number 0; they sleep while there is nothing to do. */
final class Crew implements AutoCloseable {
    /** Looks for work before a worker sleeps: some tens of microseconds, the time that waking takes. */
    private static final int LOOKS = 2_000;

    private final Thread[] workers;
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile IntConsumer work;
    private volatile boolean closed;

    Crew(int threads) {
        workers = new Thread[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            int number = i + 1;
            workers[i] = Thread.ofPlatform().daemon().name("crew-" + number).start(() -> serve(number));
        }
    }

    /** Calls {@code piece} with each thread's number, and waits for all. */
    void run(IntConsumer piece) {
        unfinished.set(workers.length);
        work = piece;
        turn.incrementAndGet();
        for (var worker : workers)
            LockSupport.unpark(worker);
        piece.accept(0);
        while (unfinished.get() > 0)
            Thread.onSpinWait();
    }

    private void serve(int number) {
        int done = 0;
        while (!closed) {
            for (int looks = 0; turn.get() == done && looks < LOOKS; looks++)
                Thread.onSpinWait();
            if (turn.get() == done) {
                LockSupport.park(this);
                continue;
            }
            done = turn.get();
            work.accept(number);
            unfinished.decrementAndGet();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (var worker : workers)
            LockSupport.unpark(worker);
    }
}
