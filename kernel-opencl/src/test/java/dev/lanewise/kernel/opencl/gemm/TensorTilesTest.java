package dev.lanewise.kernel.opencl.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.ComputeOptions.Precision;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.TestDevice;
import dev.lanewise.kernel.opencl.device.UnoptimisedTiles;
import dev.lanewise.kernel.opencl.launch.KernelProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

/**
 * Products by tensor cores, whose instruction is replaced by what it does: how tiles are loaded, rounded to TF32, dealt
 * out to items and stored is what a GPU runs. With the real instruction in place where the device has it.
 */
class TensorTilesTest {
    /** Relative error of rounding to TF32, which has 10 bits behind the point. */
    private static final double TF32 = 0x1p-11;
    private static final double FLOAT32 = 0x1p-24;
    private static final String LONG = "PoCL takes a minute to compile them: run it with -Plong";

    private final ComputeOptions options = ComputeOptions.DEFAULT.withPrecision(Precision.FAST);
    private Compute compute;

    @BeforeEach
    void open() {
        compute = TestDevice.open(options,
                KernelProfile.gpu(KernelProfile.Gemm.EMULATED_TENSOR_TILES), new UnoptimisedTiles());
    }

    @AfterEach
    void close() {
        if (compute != null)
            compute.close();
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,5,7", "16,8,8", "17,33,41", "64,64,64", "32,1000,10"})
    void errorIsThatOfRoundingTheFactors(int m, int k, int n) {
        assertErrorIsThatOfRoundingTheFactors(m, k, n);
    }

    @ParameterizedTest
    @DisabledIfSystemProperty(named = "lanewise.long", matches = "false", disabledReason = LONG)
    @CsvSource({"130,70,129", "256,128,192"})
    void errorInLargeTilesIsThatOfRoundingTheFactors(int m, int k, int n) {
        assertErrorIsThatOfRoundingTheFactors(m, k, n);
    }

    /** Each factor is rounded once, then sums are made in float32. */
    private void assertErrorIsThatOfRoundingTheFactors(int m, int k, int n) {
        var random = new SplittableRandom(m + 31L * k + 1009L * n);
        var a = random.doubles((long) m * k, -1, 1).toArray();
        var b = random.doubles((long) k * n, -1, 1).toArray();
        for (int form = 0; form < 4; form++) {
            var got = product(m, k, n, a, b, form % 2 == 1, form / 2 == 1);
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    double size = 0;
                    for (int s = 0; s < k; s++) {
                        sum += (float) a[i * k + s] * (double) (float) b[s * n + j];
                        size += Math.abs(a[i * k + s] * b[s * n + j]);
                    }
                    double bound = size * (2.01 * TF32 + (k + 2) * FLOAT32);
                    assertEquals(sum, got[i * n + j], bound, "form " + form + ", element " + i + ", " + j);
                }
        }
    }

    @ParameterizedTest
    @CsvSource({"37,29,53", "200,1,3"})
    void wholeNumbersAreExact(int m, int k, int n) {
        assertWholeNumbersAreExact(m, k, n);
    }

    @Test
    @DisabledIfSystemProperty(named = "lanewise.long", matches = "false", disabledReason = LONG)
    void wholeNumbersAreExactInLargeTiles() {
        assertWholeNumbersAreExact(128, 64, 128);
    }

    /** Whole numbers up to 2048 are numbers of TF32, and their sums are exact: every product is there, once. */
    private void assertWholeNumbersAreExact(int m, int k, int n) {
        var random = new SplittableRandom(m);
        var a = random.ints((long) m * k, -40, 41).asDoubleStream().toArray();
        var b = random.ints((long) k * n, -40, 41).asDoubleStream().toArray();
        for (int form = 0; form < 4; form++) {
            var got = product(m, k, n, a, b, form % 2 == 1, form / 2 == 1);
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int s = 0; s < k; s++)
                        sum += a[i * k + s] * b[s * n + j];
                    assertEquals((float) sum, got[i * n + j]);
                }
        }
    }

    @Test
    void factorsAreRoundedAndNotCut() {
        // Halfway between 1 and its successor in TF32, and a little above: up; NaN and infinity stay what they are.
        var x = compute.allocate(1, 5);
        compute.upload(new float[]{1 + 0x1p-11f, 1 + 0x1p-12f, -1 - 0x1p-11f, Float.POSITIVE_INFINITY, Float.NaN}, x);
        var one = compute.allocate(1, 1);
        compute.fill(1, one);
        var out = compute.allocate(1, 5);
        compute.gemm(one, x, out);
        var got = new float[5];
        compute.download(out, got);
        assertEquals(1 + 0x1p-10f, got[0]);
        assertEquals(1, got[1]);
        assertEquals(-1 - 0x1p-10f, got[2]);
        assertEquals(Float.POSITIVE_INFINITY, got[3]);
        assertTrue(Float.isNaN(got[4]));
    }

    @Test
    void epilogueFollowsTheSums() {
        var a = compute.allocate(70, 40);
        var b = compute.allocate(40, 50);
        var bias = compute.allocate(1, 50);
        var c = compute.allocate(70, 50);
        compute.fill(2, a);
        compute.fill(-1, b);
        compute.fill(100, bias);
        compute.fill(1, c);
        compute.gemm(1, a, b, 3, c, Epilogue.NONE.withBias(bias).withActivation(Activation.RELU));
        var got = new float[70 * 50];
        compute.download(c, got);
        for (float value : got)
            assertEquals(23, value);
    }

    @Test
    void isDescribedWhereItIsUsed() {
        assertTrue(compute.describe().contains("TF32"), compute.describe());
        try (var full = TestDevice.open(ComputeOptions.DEFAULT, KernelProfile.GPU,
                new UnoptimisedTiles())) {
            assertTrue(full.describe().endsWith("products by tiles"), full.describe());
        }
    }

    private float[] product(int m, int k, int n, double[] a, double[] b, boolean transposedA, boolean transposedB) {
        var out = compute.allocate(m, n);
        compute.gemm(factor(a, m, k, transposedA), factor(b, k, n, transposedB), out);
        var got = new float[m * n];
        compute.download(out, got);
        return got;
    }

    private View factor(double[] values, int rows, int cols, boolean transposed) {
        View dense = transposed ? compute.allocate(cols, rows).transposed() : compute.allocate(rows, cols);
        compute.upload(values, dense);
        return dense;
    }
}
