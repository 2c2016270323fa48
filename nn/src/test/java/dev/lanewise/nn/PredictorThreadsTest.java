package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.compute.Compute;
import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many calls of a predictor run at once, and what becomes of them when it is closed. */
@Timeout(300)
class PredictorThreadsTest {
    private static final int FEATURES = 2;
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** Four for each core up to 1 MiB of parameters: 2^18 numbers of 4 bytes, 2^17 of 8. */
    @ParameterizedTest
    @CsvSource({"loops, 511, 4", "loops, 512, 1", "float64, 255, 4", "float64, 256, 1"})
    void shortCallsHaveMoreComputesThanCores(String backend, int features, int forEachCore)
            throws InterruptedException, ExecutionException {
        try (var compute = BackendsUnderTest.open(backend);
                var predictor = Predictor.of(network(compute, features, 512), 1)) {
            assertEquals(forEachCore * CORES, callsAtOnce(predictor));
        }
    }

    @Test
    void aDeviceHasOneCompute() throws InterruptedException, ExecutionException {
        try (var compute = BackendsUnderTest.open("opencl");
                var predictor = Predictor.of(network(compute, FEATURES, 3), 1)) {
            assertEquals(1, callsAtOnce(predictor));
        }
    }

    /** Calls that run get their results, calls after closing and those that wait for a compute are refused. */
    @ParameterizedTest
    @ValueSource(strings = {"loops", "simd", "opencl"})
    void closingInTheMidstOfCalls(String backend) throws InterruptedException, ExecutionException {
        int threads = 2 * 4 * CORES;
        try (var compute = BackendsUnderTest.open(backend)) {
            var network = network(compute, FEATURES, 200);
            for (int round = 0; round < 3; round++) {
                var predictor = Predictor.of(network, 20);
                var begun = new CountDownLatch(threads);
                var closed = new AtomicBoolean();
                var callers = new ArrayList<FutureTask<Void>>();
                for (int t = 0; t < threads; t++) {
                    var x = Toys.normal((1 + t % 20) * FEATURES, new SplitMix64(t));
                    var expected = network.predict(x);
                    callers.add(start(() -> callUntilRefused(predictor, x, expected, begun, closed)));
                }
                begun.await();
                var closing = start(() -> {
                    predictor.close();
                    closed.set(true);
                });
                closing.get();
                for (var caller : callers)
                    caller.get();
            }
        }
    }

    private static void callUntilRefused(Predictor predictor, float[] x, double[] expected, CountDownLatch begun,
            AtomicBoolean closed) {
        while (true) {
            boolean late = closed.get();
            try {
                var predictions = predictor.predict(x);
                assertFalse(late, "a call after closing was answered");
                assertArrayEquals(expected, predictions);
            } catch (IllegalStateException e) {
                assertEquals("predictor: is closed", e.getMessage());
                return;
            } finally {
                begun.countDown();
            }
        }
    }

    /**
     * Returns how many calls run at once: takes what they take until there is no more, and gives it back while the
     * predictor is being closed, which waits for that.
     */
    private static int callsAtOnce(Predictor predictor) throws InterruptedException, ExecutionException {
        var contexts = predictor.contexts();
        var taken = new CopyOnWriteArrayList<Integer>();
        var taking = new FutureTask<Void>(() -> {
            while (true)
                taken.add(contexts.take());
        });
        awaitWaitingInPool(Thread.ofPlatform().daemon().start(taking));
        var closing = new FutureTask<Void>(predictor::close, null);
        awaitWaitingInPool(Thread.ofPlatform().daemon().start(closing));
        assertFalse(closing.isDone());
        taken.forEach(contexts::giveBack);
        closing.get();
        assertEquals("predictor: is closed",
                assertThrows(ExecutionException.class, taking::get).getCause().getMessage());
        return taken.size();
    }

    /** Waits until a thread has found everything lent, or has ended. */
    private static void awaitWaitingInPool(Thread thread) throws InterruptedException {
        while (thread.isAlive() && !waitsInPool(thread))
            Thread.sleep(1);
    }

    private static boolean waitsInPool(Thread thread) {
        return thread.getState() == Thread.State.WAITING && Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Pool.class.getName())
                        && frame.getMethodName().equals("await"));
    }

    private static Network network(Compute compute, int features, int outputs) {
        var network = Network.input(features).dense(outputs).build(compute, 1);
        network.setLoss(Loss.softmaxCrossEntropy());
        return network;
    }

    private static FutureTask<Void> start(Runnable body) {
        var task = new FutureTask<Void>(body, null);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }
}
