package dev.lanewise.kernel.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.View;
import dev.lanewise.compute.testkit.Problems;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Loops that stand for vector code until it is compiled: the same bits, so that nobody sees when one becomes the other. */
class LoopsTest {
    /** What roundings, comparisons and flushing to zero have to agree on too. */
    private static final float[] SPECIAL = {0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE, -Float.MIN_NORMAL, 0x1p-100f, -0x1p-101f, 1e38f, -3e38f, 88.7f, -104};

    private final long seed = System.nanoTime();

    @AfterEach
    void vectorsAgain() {
        StandIn.setAll(true);
    }

    static Stream<String> operations() {
        return Problems.operations().stream();
    }

    /** Odd sizes; rows shorter than a vector and longer than a {@link Window}. */
    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationHasTheSameBits(String operation) {
        for (int[] size : new int[][]{{7, 5}, {67, 13}, {33, 130}, {5, 1100}})
            for (int threads = 1; threads <= 2; threads++)
                try (var compute = open(threads);
                        var workload = Problems.of(operation, ElementType.FLOAT32, size[0], size[1], seed)
                                .on(compute)) {
                    compareBits(operation + " " + size[0] + "x" + size[1] + ", seed " + seed, () -> {
                        workload.reset();
                        workload.run();
                        return workload.results();
                    });
                }
    }

    /** Every way that a product may go: tiles and their edges, one row, few terms, transposed and strided operands. */
    @Test
    void everyProductHasTheSameBits() {
        var random = new Random(seed);
        int[][] shapes = {{1, 1, 1}, {5, 7, 3}, {1, 300, 200}, {16, 16, 16}, {67, 31, 129}, {33, 700, 65},
                {300, 57, 10},
                {64, 4, 33}, {64, 3, 16}, {1200, 40, 2}, {130, 1100, 40}};
        for (int[] s : shapes)
            for (int layout = 0; layout < 16; layout++)
                try (var compute = open(1 + random.nextInt(2))) {
                    View a = matrix(compute, random, s[0], s[1], layout % 2 == 1, layout >= 8);
                    View b = matrix(compute, random, s[1], s[2], layout / 2 % 2 == 1, layout >= 8);
                    View c = matrix(compute, random, s[0], s[2], layout / 4 % 2 == 1, layout >= 8);
                    View start = compute.allocate(s[0], s[2]);
                    View bias = matrix(compute, random, 1, s[2], false, false);
                    View before = compute.allocate(s[0], s[2]);
                    compute.copy(c, start);
                    var epilogue = new Epilogue(bias, Activation.RELU, before, Activation.IDENTITY, null, null);
                    for (double beta : new double[]{0, 1, 0.5})
                        for (var e : new Epilogue[]{Epilogue.NONE, epilogue})
                            for (double alpha : new double[]{1, -0.5})
                                compareBits(s[0] + " x " + s[1] + " x " + s[2] + ", layout " + layout + ", " + alpha
                                        + ", " + beta + ", " + e + ", seed " + seed, () -> {
                                            compute.copy(start, c);
                                            compute.gemm(alpha, a, b, beta, c, e);
                                            return values(compute, c);
                                        });
                }
    }

    /** What activations, normalisation, losses and updates do with numbers that are none, or hardly one. */
    @Test
    void specialNumbersHaveTheSameBits() {
        for (String operation : Problems.operations())
            try (var compute = open(1);
                    var workload = Problems.of(operation, ElementType.FLOAT32, 9, 40, seed).on(compute)) {
                compareBits(operation + " of special numbers, seed " + seed, () -> {
                    workload.reset();
                    workload.replaceInputs(i -> SPECIAL[(int) (i * 7 % SPECIAL.length)]);
                    workload.run();
                    return workload.results();
                });
            }
    }

    /** Loops, vector code now and then, vectors alone in the end: the same bits throughout. */
    @ParameterizedTest
    @ValueSource(strings = {"gemm", "relu", "reluBackward", "dropout", "batchNormTrain", "batchNormTrainBackward",
            "softmaxCrossEntropy", "reduceColumns", "adamStep"})
    @Timeout(300)
    void vectorCodeTakesOver(String operation) {
        try (var compute = open(1);
                var workload = Problems.of(operation, ElementType.FLOAT32, 64, 10 * Lanes.COUNT, seed).on(compute)) {
            StandIn.setAll(true);
            workload.reset();
            workload.run();
            double[] expected = workload.results();
            StandIn.restart();
            int runs = 0;
            do {
                workload.reset();
                workload.run();
                if (++runs % 100 == 0 || runs < 10)
                    assertArrayEquals(expected, workload.results(), operation + ", seed " + seed + ", run " + runs);
            } while (!StandIn.everyAskedIsDone());
        }
    }

    private static View matrix(Compute compute, Random random, int rows, int cols, boolean transposed, boolean gaps) {
        int stride = (transposed ? rows : cols) + (gaps ? 3 : 0);
        View whole = compute.allocate(transposed ? cols : rows, stride);
        var values = new float[(transposed ? cols : rows) * stride];
        for (int i = 0; i < values.length; i++)
            values[i] = (float) random.nextGaussian();
        compute.upload(values, whole);
        View inner = whole.cols(0, transposed ? rows : cols);
        return transposed ? inner.transposed() : inner;
    }

    private static double[] values(Compute compute, View x) {
        var values = new double[Math.toIntExact(x.elements())];
        compute.download(x, values);
        return values;
    }

    private static void compareBits(String what, Supplier<double[]> run) {
        StandIn.setAll(true);
        double[] expected = run.get();
        StandIn.setAll(false);
        double[] actual = run.get();
        assertEquals(expected.length, actual.length);
        // NaN is NaN, whatever its bits; zeros keep their sign.
        assertArrayEquals(expected, actual, what);
    }

    private static Compute open(int threads) {
        return new SimdProvider().open(ComputeOptions.DEFAULT.withThreads(threads));
    }
}
