package dev.lanewise.compute.testkit;

import static dev.lanewise.compute.testkit.Misuse.names;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.HostAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** One compute, several threads: one after the other works, at once is refused, and neither crashes. */
@Timeout(120)
public interface ThreadsConformance extends Fixture {
    @Test
    default void anotherThreadIsRefusedWhileOneIsInside() throws Exception {
        try (var compute = another(ComputeOptions.DEFAULT)) {
            var every = EveryCall.of(compute);
            List<Callable<?>> waysToBeInside = new ArrayList<>();
            var inside = new CountDownLatch[2];
            var leave = new CountDownLatch[2];
            for (int i = 0; i < 2; i++) {
                inside[i] = new CountDownLatch(1);
                leave[i] = new CountDownLatch(1);
            }
            waysToBeInside.add(() -> compute.record(() -> meet(inside[0], leave[0])));
            if (compute instanceof HostAccess host)
                waysToBeInside.add(() -> {
                    host.write(every.x(), _ -> meet(inside[1], leave[1]));
                    return null;
                });
            for (int way = 0; way < waysToBeInside.size(); way++) {
                var task = new FutureTask<>(waysToBeInside.get(way));
                Thread.ofPlatform().name("the-first").daemon().start(task);
                inside[way].await();
                every.calls().forEach((operation, call) -> names(IllegalStateException.class, call,
                        operation + ": the compute " + compute.name(), "in use by thread the-first",
                        Thread.currentThread().getName()));
                names(IllegalStateException.class, every.plan()::close, "in use by");
                names(IllegalStateException.class, compute::close, "close: ", "in use by");
                leave[way].countDown();
                task.get();
            }
            // Nothing of that was done, and all of it can be now.
            every.calls().values().forEach(Runnable::run);
        }
    }

    /** Waits inside a call of the compute. */
    private static void meet(CountDownLatch inside, CountDownLatch leave) {
        inside.countDown();
        try {
            leave.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    default void threadsMayTakeTurns() throws Exception {
        try (var compute = another(ComputeOptions.DEFAULT)) {
            var x = onAnotherThread(() -> compute.allocate(3));
            onAnotherThread(() -> {
                compute.fill(2, x);
                return null;
            });
            var plan = onAnotherThread(() -> compute.record(() -> compute.add(x, x, x)));
            plan.run();
            double[] values = onAnotherThread(() -> {
                var got = new double[3];
                compute.download(x, got);
                plan.close();
                return got;
            });
            assertArrayEquals(new double[]{4, 4, 4}, values);
        }
    }

    private static <T> T onAnotherThread(Callable<T> call) throws Exception {
        var task = new FutureTask<>(call);
        Thread.ofPlatform().daemon().start(task);
        return task.get();
    }

    /** Calls from within a call: by the same thread they are allowed, and what throws leaves nobody inside. */
    @Test
    default void callsFromWithinCalls() throws Exception {
        try (var compute = another(ComputeOptions.DEFAULT)) {
            var x = compute.allocate(3);
            names(IllegalStateException.class, () -> compute.record(compute::close), "close: the compute",
                    "is recording or lends its memory");
            assertThrowsExactly(ArithmeticException.class, () -> compute.record(() -> {
                compute.fill(1, x);
                throw new ArithmeticException();
            }));
            assertThrows(IllegalArgumentException.class, () -> compute.copy(x, x.slice(0, 0, 2)));
            if (compute instanceof HostAccess host) {
                host.write(x, _ -> compute.fill(7, x));
                assertThrowsExactly(ArithmeticException.class, () -> host.read(x, _ -> {
                    throw new ArithmeticException();
                }));
            } else
                compute.fill(7, x);
            assertEquals(7, onAnotherThread(() -> compute.downloadScalar(x.slice(0, 1, 1))));
        }
    }

    /** Whatever the two threads call: it gives the right numbers or is refused. */
    @Test
    default void twoThreadsThatShareAComputeGetRightNumbersOrARefusal() throws Exception {
        try (var compute = another(ComputeOptions.DEFAULT)) {
            var refusals = new AtomicInteger();
            var start = new CountDownLatch(2);
            var threads = new ArrayList<FutureTask<Void>>();
            for (int t = 0; t < 2; t++) {
                var worker = new Hammer(compute, t + 1, start, refusals);
                var task = new FutureTask<Void>(worker);
                threads.add(task);
                Thread.ofPlatform().daemon().start(task);
            }
            for (var thread : threads)
                thread.get();
            assertTrue(refusals.get() >= Hammer.ENOUGH);
        }
    }

    /** The one that closes is refused while an operation runs; the one that runs is refused once it is closed. */
    @Test
    default void closingWhileAnotherThreadRuns() throws Exception {
        for (int round = 0; round < 5; round++) {
            var compute = another(ComputeOptions.DEFAULT);
            var x = compute.allocate(32, 32);
            var plan = compute.record(() -> compute.gemm(x, x.transposed(), compute.allocate(32, 32)));
            var running = new CountDownLatch(1);
            var runner = new FutureTask<>(() -> {
                while (true) {
                    plan.run();
                    compute.softmaxRows(x, x);
                    compute.download(x, new float[32 * 32]);
                    running.countDown();
                }
            });
            Thread.ofPlatform().daemon().start(runner);
            running.await();
            boolean closed = false;
            while (!closed)
                try {
                    compute.close();
                    closed = true;
                } catch (IllegalStateException e) {
                    assertTrue(e.getMessage().contains("one thread at a time"), e::getMessage);
                }
            var thrown = assertThrows(ExecutionException.class, runner::get).getCause();
            assertEquals(IllegalStateException.class, thrown.getClass(), thrown::toString);
            assertTrue(thrown.getMessage().contains("is closed") || thrown.getMessage().contains("in use by"),
                    thrown::toString);
        }
    }
}
