package dev.lanewise.kernel.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.View;
import dev.lanewise.compute.testkit.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Plain loops for little work have the bits of vector code ({@link SimdCompute#LITTLE_WORK}). */
class LoopsTest {
    /** What roundings, comparisons and flushing to zero have to agree on too. */
    private static final float[] SPECIAL = {0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE, -Float.MIN_NORMAL, 0x1p-100f, -0x1p-101f, 1e38f, -3e38f, 88.7f, -104};

    private final long seed = System.nanoTime();

    static Stream<String> operations() {
        return Problems.operations().stream();
    }

    /** Odd sizes; rows shorter than a vector and longer than a {@code Window}. */
    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationHasTheSameBits(String operation) {
        for (int[] size : new int[][]{{7, 5}, {67, 13}, {33, 130}, {5, 1100}})
            for (int threads = 1; threads <= 2; threads++) {
                var problem = Problems.of(operation, ElementType.FLOAT32, size[0], size[1], seed);
                compareBits(operation + " " + size[0] + "x" + size[1] + ", seed " + seed, threads, compute -> {
                    try (var workload = problem.on(compute)) {
                        workload.run();
                        return workload.results();
                    }
                });
            }
    }

    /** What activations, normalisation, losses and updates do with numbers that are none, or hardly one. */
    @ParameterizedTest
    @MethodSource("operations")
    void specialNumbersHaveTheSameBits(String operation) {
        var problem = Problems.of(operation, ElementType.FLOAT32, 9, 40, seed);
        compareBits(operation + " of special numbers, seed " + seed, 1, compute -> {
            try (var workload = problem.on(compute)) {
                workload.replaceInputs(i -> SPECIAL[i * 7 % SPECIAL.length]);
                workload.run();
                return workload.results();
            }
        });
    }

    /** Every way that a product may go: tiles and their edges, one row, few terms, transposed and strided operands. */
    @Test
    void everyProductHasTheSameBits() {
        int[][] shapes = {{1, 1, 1}, {9, 0, 7}, {0, 5, 7}, {40, 5, 0}, {5, 7, 3}, {1, 300, 200}, {16, 16, 16},
                {67, 31, 129}, {33, 700, 65},
                {300, 57, 10},
                {64, 4, 33}, {64, 3, 16}, {1200, 40, 2}, {130, 1100, 40}};
        for (int[] s : shapes)
            for (int layout = 0; layout < 16; layout++)
                for (double beta : new double[]{0, 1, 0.5})
                    for (double alpha : new double[]{1, -0.5})
                        for (var kind : Epilogues.values()) {
                            int l = layout;
                            compareBits(
                                    Arrays.toString(s) + ", layout " + l + ", alpha " + alpha + ", beta " + beta + ", "
                                            + kind + ", seed " + seed,
                                    1 + l % 2,
                                    compute -> product(compute, s, l, alpha, beta, kind));
                        }
    }

    /** A row of B that stands for all of them, and a column. */
    @Test
    void broadcastFactorsHaveTheSameBits() {
        for (int n : new int[]{70, 8})
            compareBits("broadcast, seed " + seed, 2, compute -> {
                var random = new Random(seed);
                View a = matrix(compute, random, 40, 30, false, false);
                View row = matrix(compute, random, 1, n, false, false).broadcast(30, n);
                View column = matrix(compute, random, 30, 1, false, false).broadcast(30, n);
                View c = compute.allocate(40, n);
                compute.gemm(1, a, row, 0, c);
                compute.gemm(1, a, column, 1, c);
                return values(compute, c);
            });
    }

    private enum Epilogues {
        NONE, BIAS, BIAS_AND_ACTIVATION, DERIVATIVE
    }

    private double[] product(Compute compute, int[] s, int layout, double alpha, double beta, Epilogues kind) {
        var random = new Random(seed);
        boolean gaps = layout >= 8;
        View a = matrix(compute, random, s[0], s[1], layout % 2 == 1, gaps);
        View b = matrix(compute, random, s[1], s[2], layout / 2 % 2 == 1, gaps);
        View c = matrix(compute, random, s[0], s[2], layout / 4 % 2 == 1, gaps);
        View bias = matrix(compute, random, 1, s[2], false, false);
        View saved = matrix(compute, random, s[0], s[2], false, gaps);
        compute.gemm(alpha, a, b, beta, c, switch (kind) {
            case NONE -> Epilogue.NONE;
            case BIAS -> Epilogue.NONE.withBias(bias);
            case BIAS_AND_ACTIVATION ->
                new Epilogue(bias, Activation.RELU, saved, Activation.IDENTITY, null, null);
            case DERIVATIVE -> new Epilogue(null, Activation.IDENTITY, null, Activation.RELU, saved, null);
        });
        return DoubleStream.concat(Arrays.stream(values(compute, c)), Arrays.stream(values(compute, saved))).toArray();
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

    private static void compareBits(String what, int threads, Function<Compute, double[]> run) {
        var options = ComputeOptions.DEFAULT.withThreads(threads);
        double[] expected;
        try (var vectors = new SimdProvider().open(options)) {
            expected = run.apply(vectors);
        }
        try (var loops = new SimdProvider().open(options.withWork(1))) {
            // NaN is NaN, whatever its bits; zeros keep their sign.
            assertArrayEquals(expected, run.apply(loops), what);
        }
    }
}
