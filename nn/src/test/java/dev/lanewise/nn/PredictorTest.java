package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(300)
class PredictorTest {
    private static final int FEATURES = 2;
    private static final int CLASSES = 3;

    /** What a training was said to ask for says nothing of how often its copies will be asked. */
    @Test
    void aCopyIsMadeForAnyAmountOfWork() {
        try (var compute = BackendsUnderTest.open("simd", ComputeOptions.DEFAULT.withWork(1))) {
            assertEquals(Double.POSITIVE_INFINITY, Snapshot.of(trained(compute)).options().work());
        }
    }

    /** Every number of rows up to beyond any tile's and any chunk's that threads share. */
    @ParameterizedTest
    @ValueSource(strings = {"loops", "float64", "simd", "opencl"})
    void predictsWhatTheNetworkPredicts(String backend) {
        try (var compute = BackendsUnderTest.open(backend)) {
            var network = trained(compute);
            try (var predictor = Predictor.of(network, 70)) {
                for (int rows = 0; rows <= predictor.largestBatch(); rows++) {
                    var x = Toys.normal(rows * FEATURES, new SplitMix64(rows));
                    assertArrayEquals(network.predict(x), predictor.predict(x));
                    assertArrayEquals(network.classify(x), predictor.classify(x));
                }
            }
        }
    }

    /** Rows around the size of a chunk. */
    @ParameterizedTest
    @ValueSource(ints = {1023, 1024, 1025, 2048, 2500})
    void predictsLargeBatches(int rows) {
        try (var compute = BackendsUnderTest.open("simd")) {
            var network = trained(compute);
            try (var predictor = Predictor.of(network, rows)) {
                var x = Toys.normal(rows * FEATURES, new SplitMix64(1));
                assertArrayEquals(network.predict(x), predictor.predict(x));
                assertArrayEquals(network.classify(x), predictor.classify(x));
            }
        }
    }

    /** What a context holds does not grow with the largest batch: here that would be 12 GB. */
    @Test
    void aLargestBatchTakesNoMemory() {
        try (var compute = BackendsUnderTest.open("loops")) {
            var network = trained(compute);
            try (var predictor = Predictor.of(network, 500_000_000)) {
                var x = Toys.normal(5 * FEATURES, new SplitMix64(1));
                assertArrayEquals(network.classify(x), predictor.classify(x));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loops", "float64", "simd", "opencl"})
    void manyThreadsGetTheirOwnResults(String backend) throws InterruptedException {
        try (var compute = BackendsUnderTest.open(backend)) {
            var network = trained(compute);
            try (var predictor = Predictor.of(network, 20)) {
                var failure = new AtomicReference<Throwable>();
                var threads = new ArrayList<Thread>();
                for (int t = 1; t <= 8; t++) {
                    var x = Toys.normal(2 * t * FEATURES, new SplitMix64(t));
                    var expected = network.predict(x);
                    threads.add(Thread.ofPlatform().start(() -> {
                        try {
                            for (int i = 0; i < 50; i++)
                                assertArrayEquals(expected, predictor.predict(x));
                        } catch (Throwable e) {
                            failure.set(e);
                        }
                    }));
                }
                for (var thread : threads)
                    thread.join();
                assertNull(failure.get());
            }
        }
    }

    @Test
    void keepsTheParametersThatItWasMadeWith() {
        var x = Toys.normal(10 * FEATURES, new SplitMix64(1));
        try (var compute = BackendsUnderTest.open("simd"); var network = trained(compute)) {
            var before = network.predict(x);
            try (var predictor = Predictor.of(network, 10)) {
                Trainer.of(network, Loss.softmaxCrossEntropy(), Optimizers.adam(1e-1)).fit(Toys.rings(50, CLASSES, 2));
                assertTrue(!Arrays.equals(before, network.predict(x)), "training must have changed something");
                network.close();
                assertArrayEquals(before, predictor.predict(x));
            }
        }
    }

    /** What each loss makes of the outputs. */
    @Test
    void predictsNumbersAndTwoClasses() {
        try (var compute = Compute.named("loops")) {
            var plane = Network.input(2).dense(1).build(compute, 1);
            Trainer.of(plane, Loss.meanSquaredError(), Optimizers.adam(0.1)).fit(Toys.plane(50, 1));
            var rings = Network.input(2).dense(1).build(compute, 1);
            Trainer.of(rings, Loss.sigmoidCrossEntropy(), Optimizers.adam(0.1)).fit(Toys.rings(50, 2, 1));
            var x = Toys.normal(10 * FEATURES, new SplitMix64(1));
            try (var numbers = Predictor.of(plane, 10); var decisions = Predictor.of(rings, 10)) {
                assertArrayEquals(plane.predict(x), numbers.predict(x));
                assertThrows(IllegalStateException.class, () -> numbers.classify(x));
                assertArrayEquals(rings.predict(x), decisions.predict(x));
                assertArrayEquals(rings.classify(x), decisions.classify(x));
            }
        }
    }

    @Test
    void refusesWhatItCannotPredict() {
        try (var compute = Compute.named("loops"); var predictor = Predictor.of(trained(compute), 2)) {
            assertRefused("x: has 3 elements, needs a multiple of 2 features", () -> predictor.predict(1, 2, 3));
            assertRefused("x: has 3 rows, at most 2 are allowed", () -> predictor.classify(1, 2, 3, 4, 5, 6));
            assertRefused("x: row 2, column 1 is NaN, needs a finite number",
                    () -> predictor.predict(1, 2, Float.NaN, 4));
            assertRefused("x: row 1, column 2 is -Infinity, needs a finite number",
                    () -> predictor.classify(new float[]{1, Float.NEGATIVE_INFINITY}, new int[1]));
            assertRefused("out: has 3 elements, needs 6 for 2 rows of 3",
                    () -> predictor.predict(new float[4], new double[3]));
            assertRefused("out: has 1 elements, needs 2 for 2 rows of 1",
                    () -> predictor.classify(new float[4], new int[1]));
        }
    }

    @Test
    void refusesNetworksThatItCannotServe() {
        try (var compute = Compute.named("loops")) {
            var network = Network.input(2).dense(3).build(compute, 1);
            assertThrows(IllegalStateException.class, () -> Predictor.of(network, 1));
            var trained = trained(compute);
            assertRefused("largestBatch: must be at least 1, got 0", () -> Predictor.of(trained, 0));
            assertRefused("largestBatch: 2147483647 rows of 3 are more than an array holds",
                    () -> Predictor.of(trained, Integer.MAX_VALUE));
        }
    }

    @Test
    void refusesCallsAfterClosing() {
        try (var compute = Compute.named("loops")) {
            var predictor = Predictor.of(trained(compute), 1);
            predictor.predict(1, 2);
            predictor.close();
            predictor.close();
            assertThrows(IllegalStateException.class, () -> predictor.predict(1, 2));
            assertThrows(IllegalStateException.class, () -> predictor.classify(1, 2));
        }
    }

    /** A view, an array or a segment is larger than the bound; compilers are done late. */
    @ParameterizedTest
    @ValueSource(strings = {"loops", "simd"})
    void aCallAllocatesNothing(String backend) {
        int calls = 500;
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (var compute = BackendsUnderTest.open(backend); var predictor = Predictor.of(trained(compute), 4)) {
            var x = Toys.normal(4 * FEATURES, new SplitMix64(1));
            var out = new double[4 * CLASSES];
            var classes = new int[4];
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 600 && least >= 8 * calls; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < calls; i++) {
                    predictor.predict(x, out);
                    predictor.classify(x, classes);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertTrue(least < 8 * calls, least + " bytes in " + calls + " calls on " + backend);
        }
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    /** Wide enough that a backend with threads shares some of the work. */
    private static Network trained(Compute compute) {
        var network = Network.input(FEATURES).dense(300).batchNorm().relu().dropout(0.5).dense(40).gelu()
                .dense(CLASSES).build(compute, 1);
        Trainer.of(network, Loss.softmaxCrossEntropy(), Optimizers.adam(1e-2)).epochs(2)
                .fit(Toys.rings(100, CLASSES, 1));
        return network;
    }
}
