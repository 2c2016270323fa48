package dev.lanewise.nn;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Some items, each lent to one thread at a time and made when it is first needed. Taking one that is free is one
 * compare-and-set on memory that no other item shares; a thread comes back to the item that it had before.
 */
final class Pool<T> implements AutoCloseable {
    private static final int MISSING = 0;
    private static final int FREE = 1;
    private static final int LENT = 2;

    /** Integers between two states: 128 bytes, since processors fetch cache lines of 64 in pairs. */
    private static final int APART = 32;

    private final Supplier<T> maker;
    private final Consumer<T> closer;
    private final Object[] items;
    private final AtomicIntegerArray states;
    /** Threads that found every item lent. */
    private final AtomicInteger waiting = new AtomicInteger();
    /** A permit to look again, for each item that was given back since. */
    private final Semaphore returned = new Semaphore(0);
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Makes nothing yet.
     *
     * @param size most items
     * @param maker called by the thread that gets the item; what it throws, {@link #take} throws
     * @param closer called for each item by the thread that closes the pool
     */
    Pool(int size, Supplier<T> maker, Consumer<T> closer) {
        this.maker = maker;
        this.closer = closer;
        items = new Object[size];
        states = new AtomicIntegerArray(size * APART);
    }

    /**
     * Takes an item, waiting for one if all are lent.
     *
     * @return its number, for {@link #item} and {@link #giveBack}
     * @throws IllegalStateException if the pool is closed
     */
    int take() {
        int number = closed.get() ? -1 : tryTake();
        if (number < 0)
            number = await(false);
        if (items[number] == null)
            make(number);
        return number;
    }

    /** Returns the item that this thread has taken. */
    @SuppressWarnings("unchecked")
    T item(int number) { return (T) items[number]; }

    /** Gives an item back. */
    void giveBack(int number) {
        states.set(number * APART, items[number] == null ? MISSING : FREE);
        // More permits than items would say nothing more: each makes a waiting thread look at all of them.
        if (waiting.get() > 0 && returned.availablePermits() < items.length)
            returned.release();
    }

    /**
     * Waits until all items are given back, and closes them. Whoever waits for one, or asks later, is refused; a thread
     * that closes the pool again waits, too. What the closer throws is thrown at the end, when all are closed.
     */
    @Override
    public synchronized void close() {
        if (closed.getAndSet(true))
            return;
        Throwable failure = null;
        for (int left = items.length; left > 0; left--) {
            int number = await(true);
            try {
                if (items[number] != null)
                    closer.accept(item(number));
            } catch (RuntimeException | Error e) {
                if (failure == null)
                    failure = e;
                else
                    failure.addSuppressed(e);
            }
        }
        returned.release();
        if (failure instanceof RuntimeException e)
            throw e;
        if (failure instanceof Error e)
            throw e;
    }

    private void make(int number) {
        try {
            items[number] = maker.get();
        } finally {
            if (items[number] == null)
                giveBack(number);
        }
    }

    /** Returns the number of an item that is taken now, or -1; one that must be made first only if no other is free. */
    private int tryTake() {
        int home = (int) (Thread.currentThread().threadId() % items.length);
        int number = tryTake(home, FREE);
        return number >= 0 ? number : tryTake(home, MISSING);
    }

    private int tryTake(int home, int state) {
        for (int i = 0; i < items.length; i++) {
            int number = home + i < items.length ? home + i : home + i - items.length;
            if (states.get(number * APART) == state && states.compareAndSet(number * APART, state, LENT))
                return number;
        }
        return -1;
    }

    private int await(boolean closing) {
        waiting.incrementAndGet();
        try {
            while (true) {
                if (closed.get() && !closing) {
                    // For the next that waits.
                    returned.release();
                    throw new IllegalStateException("predictor: is closed");
                }
                int number = tryTake();
                if (number >= 0)
                    return number;
                returned.acquireUninterruptibly();
            }
        } finally {
            waiting.decrementAndGet();
        }
    }
}
