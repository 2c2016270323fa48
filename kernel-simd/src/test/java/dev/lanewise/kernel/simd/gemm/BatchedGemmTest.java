package dev.lanewise.kernel.simd.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;
import java.util.stream.IntStream;

/** A product of a batch has the bits that it has alone, whatever is beside it and however many threads there are. */
class BatchedGemmTest {
    /** Few products, of which only tiny ones are one job, and many. */
    private static final int[] BATCHES = {3, 16};

    /** Rows: whole panels of any machine, their last tiles of each height, and fewer than one tile. */
    private static final int[] ROWS = {1, 3, 4, 7, 8, 15, 16, 22, 24, 25, 27, 31, 32, 48, 50};
    private static final int[] COLS = {1, 7, 8, 9, 16, 17, 24, 31, 32, 33, 48, 64, 70};
    private final Random random = new Random();

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void asAlone(int threads) {
        for (int m : ROWS)
            for (int n : COLS)
                check(threads, m, 1 + random.nextInt(70), n);
    }

    /** As deep as a slice and deeper, and too large: the last two are computed one after the other. */
    @Test
    void largeOnesToo() {
        check(2, 9, MicroKernel.KC, 33);
        check(2, 9, MicroKernel.KC + 1, 33);
        check(2, 300, 250, 100);
    }

    private void check(int threads, int m, int k, int n) {
        for (int batch : BATCHES)
            check(threads, batch, m, k, n, random.nextLong());
    }

    private static void check(int threads, int batch, int m, int k, int n, long seed) {
        var choice = new Random(seed);
        boolean transposeA = choice.nextBoolean();
        boolean transposeB = choice.nextBoolean();
        boolean transposeC = choice.nextInt(4) == 0;
        float[] factors = {1, 1, 0.5f, -2};
        float alpha = factors[choice.nextInt(4)];
        float beta = new float[]{0, 1, 1, 3}[choice.nextInt(4)];
        try (var compute = Compute.named("simd", ComputeOptions.DEFAULT.withThreads(threads))) {
            var a = matrices(compute, choice, batch, m, k, transposeA);
            // One B for all in every third batch.
            var b = choice.nextInt(3) == 0
                    ? matrices(compute, choice, 1, k, n, transposeB).broadcast(batch, k, n)
                    : matrices(compute, choice, batch, k, n, transposeB);
            var together = matrices(compute, choice, batch, m, n, transposeC);
            var alone = compute.allocate(batch, m, n);
            compute.copy(together, alone);
            compute.gemmBatched(alpha, a, b, beta, together);
            for (int p = 0; p < batch; p++)
                compute.gemm(alpha, matrix(a, p), matrix(b, p), beta, matrix(alone, p));
            assertArrayEquals(values(compute, alone), values(compute, together),
                    () -> batch + " of " + m + " x " + k + " x " + n + ", " + threads + " threads, seed " + seed);
        }
    }

    private static View matrices(Compute compute, Random random, int count, int rows, int cols, boolean transposed) {
        var x = transposed ? compute.allocate(count, cols, rows).transposed() : compute.allocate(count, rows, cols);
        var values = new float[count * rows * cols];
        IntStream.range(0, values.length).forEach(i -> values[i] = random.nextFloat() - 0.5f);
        compute.upload(values, x);
        return x;
    }

    private static View matrix(View x, int p) {
        return x.withLayout(x.rowAt(0, p, 0), new long[]{x.rows(), x.cols()},
                new long[]{x.rowStride(), x.colStride()});
    }

    private static float[] values(Compute compute, View x) {
        var values = new float[Math.toIntExact(x.elements())];
        compute.download(x, values);
        return values;
    }
}
