package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.View;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Works on memory of its own in a compute that is not. */
final class Hammer implements Callable<Void> {
    /** Refusals after which both threads have met in many places. */
    static final int ENOUGH = 50;
    private static final int ROUNDS = 50;
    private static final int SIZE = 24;

    private final Compute compute;
    private final int number;
    private final CountDownLatch start;
    private final AtomicInteger refusals;

    Hammer(Compute compute, int number, CountDownLatch start, AtomicInteger refusals) {
        this.compute = compute;
        this.number = number;
        this.start = start;
        this.refusals = refusals;
    }

    @Override
    public Void call() throws Exception {
        var views = new View[3];
        for (int i = 0; i < 3; i++)
            views[i] = insist(() -> compute.allocate(SIZE, SIZE));
        var ones = new double[SIZE * SIZE];
        Arrays.fill(ones, number);
        var expected = new double[SIZE * SIZE];
        Arrays.fill(expected, 2.0 * SIZE * number * number);
        try (var plan = insist(() -> compute.record(() -> compute.add(views[2], views[2], views[2])))) {
            start.countDown();
            start.await();
            for (int round = 0; round < ROUNDS || refusals.get() < ENOUGH; round++) {
                insist(() -> compute.upload(ones, views[0]));
                insist(() -> compute.copy(views[0], views[1]));
                insist(() -> compute.gemm(views[0], views[1], views[2]));
                insist(plan::run);
                var got = new double[SIZE * SIZE];
                insist(() -> compute.download(views[2], got));
                assertArrayEquals(expected, got);
                var scope = insist(() -> compute.newScope());
                var part = insist(() -> scope.allocate(SIZE));
                insist(() -> compute.fill(3, part));
                insist(scope::close);
            }
            insist(plan::close);
        }
        return null;
    }

    private void insist(Runnable call) {
        insist(() -> {
            call.run();
            return null;
        });
    }

    private <T> T insist(Supplier<T> call) {
        while (true)
            try {
                return call.get();
            } catch (IllegalStateException e) {
                assertTrue(e.getMessage().contains("one thread at a time"), e::getMessage);
                refusals.incrementAndGet();
                Thread.yield();
            }
    }
}
