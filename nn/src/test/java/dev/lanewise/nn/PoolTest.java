package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(300)
class PoolTest {
    private static final Set<Thread.State> WAITING = EnumSet.of(Thread.State.WAITING, Thread.State.BLOCKED,
            Thread.State.TERMINATED);

    private final AtomicInteger made = new AtomicInteger();
    private final List<String> closed = Collections.synchronizedList(new ArrayList<>());

    private Pool<String> pool(int size) { return new Pool<>(size, () -> "item" + made.incrementAndGet(), closed::add); }

    @Test
    void makesAnItemOnlyWhenNoneIsFree() {
        var pool = pool(3);
        assertEquals(0, made.get());
        int first = pool.take();
        assertEquals("item1", pool.item(first));
        pool.giveBack(first);
        assertEquals(first, pool.take());
        assertEquals(1, made.get());
        int second = pool.take();
        assertNotEquals(first, second);
        assertEquals("item2", pool.item(second));
    }

    /** Whatever the number of the thread, an item that is there is preferred to one that is not. */
    @Test
    void anotherThreadTakesWhatIsThere() throws InterruptedException, ExecutionException {
        var pool = pool(7);
        int first = pool.take();
        pool.giveBack(first);
        for (int i = 0; i < 7; i++) {
            var task = start(() -> {
                int number = pool.take();
                pool.giveBack(number);
                return number;
            });
            assertEquals(first, task.get());
        }
        assertEquals(1, made.get());
    }

    @Test
    void waitsForAnItemThatIsGivenBack() throws InterruptedException, ExecutionException {
        var pool = pool(1);
        int number = pool.take();
        var threads = new ArrayList<FutureTask<String>>();
        for (int i = 0; i < 5; i++)
            threads.add(start(() -> {
                int taken = pool.take();
                var item = pool.item(taken);
                pool.giveBack(taken);
                return item;
            }));
        assertTrue(threads.stream().noneMatch(FutureTask::isDone));
        pool.giveBack(number);
        for (var thread : threads)
            assertEquals("item1", thread.get());
    }

    @Test
    void lendsAnItemToOneThreadAtATime() throws InterruptedException, ExecutionException {
        var users = List.of(new AtomicInteger(), new AtomicInteger());
        var numbers = new AtomicInteger();
        var pool = new Pool<>(2, () -> users.get(numbers.getAndIncrement()), item -> {});
        var threads = new ArrayList<FutureTask<Integer>>();
        for (int i = 0; i < 8; i++)
            threads.add(start(() -> {
                int most = 0;
                for (int call = 0; call < 20_000; call++) {
                    int number = pool.take();
                    most = Math.max(most, pool.item(number).incrementAndGet());
                    pool.item(number).decrementAndGet();
                    pool.giveBack(number);
                }
                return most;
            }));
        for (var thread : threads)
            assertEquals(1, thread.get());
    }

    @Test
    void afterAFailureTheItemIsMadeAnew() {
        var pool = new Pool<>(1, () -> {
            if (made.incrementAndGet() == 1)
                throw new IllegalStateException("broken");
            return "whole";
        }, closed::add);
        assertEquals("broken", assertThrows(IllegalStateException.class, pool::take).getMessage());
        assertEquals("whole", pool.item(pool.take()));
    }

    @Test
    void closingWaitsForWhatIsLentAndRefusesWhoWaits() throws InterruptedException, ExecutionException {
        var pool = pool(2);
        int first = pool.take();
        int second = pool.take();
        var waiting = new FutureTask<>(pool::take);
        awaitWaiting(Thread.ofPlatform().daemon().start(waiting));
        var closing = new FutureTask<>(pool::close, null);
        awaitWaiting(Thread.ofPlatform().daemon().start(closing));
        assertThrows(IllegalStateException.class, pool::take);
        pool.giveBack(first);
        assertInstanceOf(IllegalStateException.class,
                assertThrows(ExecutionException.class, waiting::get).getCause());
        assertFalse(closing.isDone());
        assertFalse(closed.contains(pool.item(second)));
        pool.giveBack(second);
        closing.get();
        assertEquals(Set.of("item1", "item2"), Set.copyOf(closed));
        pool.close();
        assertEquals(2, closed.size());
    }

    @Test
    void whatFailsToCloseKeepsNothingElseOpen() throws InterruptedException, ExecutionException {
        var pool = new Pool<>(3, () -> "item" + made.incrementAndGet(), item -> {
            closed.add(item);
            if (!item.equals("item2"))
                throw new IllegalStateException(item);
        });
        var taken = List.of(pool.take(), pool.take(), pool.take());
        var waiting = new FutureTask<>(pool::take);
        awaitWaiting(Thread.ofPlatform().daemon().start(waiting));
        var closing = new FutureTask<>(pool::close, null);
        awaitWaiting(Thread.ofPlatform().daemon().start(closing));
        taken.forEach(pool::giveBack);
        var failure = assertThrows(ExecutionException.class, closing::get).getCause();
        assertInstanceOf(IllegalStateException.class, failure);
        assertEquals(Set.of("item1", "item3"), Set.of(failure.getMessage(), failure.getSuppressed()[0].getMessage()));
        assertEquals(Set.of("item1", "item2", "item3"), Set.copyOf(closed));
        assertThrows(ExecutionException.class, waiting::get);
    }

    @Test
    void whoClosesItAgainWaitsToo() throws InterruptedException, ExecutionException {
        var pool = pool(1);
        int number = pool.take();
        var first = new FutureTask<>(pool::close, null);
        awaitWaiting(Thread.ofPlatform().daemon().start(first));
        var second = new FutureTask<>(() -> {
            pool.close();
            return closed.size();
        });
        awaitWaiting(Thread.ofPlatform().daemon().start(second));
        pool.giveBack(number);
        assertEquals(1, second.get());
        first.get();
    }

    /** Waits until a thread waits, or has ended. */
    private static void awaitWaiting(Thread thread) {
        while (!WAITING.contains(thread.getState()))
            Thread.onSpinWait();
    }

    private static <T> FutureTask<T> start(Callable<T> body) {
        var task = new FutureTask<>(body);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }
}
