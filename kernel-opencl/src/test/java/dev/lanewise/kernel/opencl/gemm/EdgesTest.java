package dev.lanewise.kernel.opencl.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.View;
import dev.lanewise.compute.testkit.Workloads;
import dev.lanewise.kernel.opencl.Parts;
import dev.lanewise.kernel.opencl.TestDevice;
import dev.lanewise.kernel.opencl.device.LaunchedKernels;
import dev.lanewise.kernel.opencl.launch.KernelProfile;
import dev.lanewise.kernel.opencl.launch.KernelProfile.Gemm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Every way in which products are cut, on the smallest shapes that reach all its edges: which way a device would choose
 * for such shapes does not matter. Small enough for an interpreter, under which {@code OclgrindTest} runs it.
 */
public class EdgesTest {
    private final LaunchedKernels api = new LaunchedKernels();
    private Compute compute;

    @AfterEach
    void close() {
        if (compute != null)
            compute.close();
    }

    private void open(KernelProfile profile) {
        compute = TestDevice.open(profile, api);
    }

    /** Without {@code -Plong} Maven leaves out those that PoCL takes minutes to compile. */
    static List<GemmTile> tiles() {
        boolean all = !"false".equals(System.getProperty("lanewise.long"));
        var fast = GemmTile.FAST.subList(all ? 0 : GemmTile.FAST.size() - 1, GemmTile.FAST.size());
        return Stream.concat(GemmTile.FULL.stream(), fast.stream()).toList();
    }

    /** Four products: all transpose forms, and each factor read in each of the four ways. */
    @ParameterizedTest
    @MethodSource("tiles")
    void productsThatJustLeaveATile(GemmTile tile) {
        TestDevice.skipUnless(tile.fits(TestDevice.get()),
                tile.name() + " is not tested, the device has not the memory");
        open(KernelProfile.gpu(tile.tensor() ? Gemm.EMULATED_TENSOR_TILES : Gemm.TILES));
        Parts.products(compute).force(new TileSetting(tile, 1));
        int rows = tile.rows();
        int columns = tile.columns();
        int depth = tile.depth();
        check(rows + 1, depth + 4, columns - 4, false, 4, false, 4);
        check(rows - 1, depth + 1, columns + 1, false, 5, true, 5);
        check(rows + 4, depth - 1, columns - 1, true, 4, false, 5);
        check(rows - 3, 2 * depth, columns + 1, true, 5, true, 4);
        for (String factor : List.of("a", "b"))
            for (String along : List.of("0", "1"))
                for (String wide : List.of("0", "1"))
                    assertTrue(api.sourcesOf("gemm_tiles").anyMatch(source -> source.contains("#define " + factor
                            + "_ALONG_STEPS " + along + "\n#define " + factor + "_WIDE " + wide + "\n")),
                            factor + " along steps " + along + ", wide " + wide);

        // In the second of the four ways, which is built already.
        checkBatch(5, depth + 1, 7);
        Parts.products(compute).force(new TileSetting(tile, 3));
        check(5, 2 * depth + 1, 7, false, 5, true, 5);
        assertEquals(1, api.sourcesOf("sum_parts").count());
    }

    /**
     * Four products in which both factors are packed, by a launch before or by who reads them, or read in place, all but
     * the last column panel.
     */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16})
    void productsThatJustLeaveAPanel(int lanes) {
        var profile = KernelProfile.cpu(lanes);
        open(profile);
        int rows = profile.mr();
        int columns = profile.nr();
        for (boolean inPlace : new boolean[]{true, false})
            for (boolean transposedA : new boolean[]{false, true})
                for (boolean transposedB : new boolean[]{false, true}) {
                    Parts.products(compute).force(new PanelSetting(rows, inPlace));
                    // Behind the steps that one item packs, behind the steps of a block, and less than a vector.
                    check(rows + 1, 128 + 1, columns + 1, transposedA, 5, transposedB, 5);
                    check(2 * rows - 1, 512 + 1, columns - 1, transposedA, 5, transposedB, 5);
                    check(rows, lanes - 1, 2 * columns + lanes + 1, transposedA, 4, transposedB, 4);
                    Parts.products(compute).force(new PanelSetting(2 * rows, inPlace));
                    check(2 * rows + 1, lanes + 1, columns, transposedA, 4, transposedB, 4);
                }
        Parts.products(compute).force(null);
        checkBatch(rows + 1, lanes + 1, columns + 1);
    }

    /**
     * Of a B without gaps the last panel is read past the ends of its rows, but not past the last one: B fills its
     * memory, so that an interpreter sees that.
     */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16})
    void lastPanelsInPlace(int lanes) {
        var profile = KernelProfile.cpu(lanes);
        open(profile);
        Parts.products(compute).force(new PanelSetting(profile.mr(), true));
        for (boolean transposedA : new boolean[]{false, true})
            for (int n : new int[]{12, 20, 40})
                for (int k : new int[]{1, 128})
                    check(profile.mr() + 1, k, n, transposedA, 5, false, 0);
    }

    /** One factor more than a launch packs, of all widths and depths about a panel's, and transposed. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16})
    void packedAgainTogether(int lanes) {
        var profile = KernelProfile.cpu(lanes);
        open(profile);
        Parts.products(compute).force(new PanelSetting(profile.mr(), false));
        var expected = new ArrayList<double[]>();
        var factors = new ArrayList<PackedMatrix>();
        try (var scope = compute.newScope()) {
            for (int n : new int[]{2 * lanes - 1, 3 * lanes, 4 * lanes + 1})
                for (int k : new int[]{1, lanes + 1, 128 + 1}) {
                    var values = integers(new SplittableRandom(n + 31L * k), k * n);
                    var factor = factor(new double[k * n], k, n, n % 2 == 0, 5);
                    factors.add(scope.pack(factor, PackedMatrix.Role.RIGHT));
                    compute.upload(values, factor);
                    expected.add(values);
                }
            compute.repackAll(factors);
            for (int f = 0; f < factors.size(); f++) {
                int k = (int) factors.get(f).rows();
                int n = (int) factors.get(f).cols();
                var a = integers(new SplittableRandom(f), 3 * k);
                var out = compute.allocate(3, n);
                compute.gemm(factor(a, 3, k, false, 4), factors.get(f), out);
                assertArrayEquals(product(3, k, n, a, expected.get(f)), download(out), k + "x" + n);
            }
        }
    }

    /** More rows than one team adds up, and more elements; losses of more rows than one group does. */
    @ParameterizedTest
    @EnumSource(names = {"PANELS", "TILES"})
    void sumsOfTwoChunks(Gemm family) {
        open(family == Gemm.PANELS ? TestDevice.panels() : KernelProfile.gpu(family));
        for (String operation : Workloads.operations())
            if (operation.matches("reduce.*|squaredNorm|.*CrossEntropy|meanSquaredError"))
                try (var workload = Workloads.of(operation, compute, 512 + 1, 32 + 1, 1)) {
                    workload.verify();
                }
    }

    // ---- products of small whole numbers, which are exact

    /**
     * Computes {@code relu(2 A B - C + bias)}, whose factors are stored in rows of a multiple of 4 elements and some; those
     * with a gap of 0 in rows without gaps.
     */
    private void check(int m, int k, int n, boolean transposedA, int gapA, boolean transposedB, int gapB) {
        var random = new SplittableRandom(m + 31L * k + 1009L * n);
        var a = integers(random, m * k);
        var b = integers(random, k * n);
        var c = integers(random, m * n);
        var bias = integers(random, n);
        var whole = surrounded(m, n + 3);
        var out = whole.cols(0, n);
        compute.upload(c, out);
        var before = compute.allocate(m, n);
        var row = compute.allocate(1, n);
        compute.upload(bias, row);
        compute.gemm(2, factor(a, m, k, transposedA, gapA), factor(b, k, n, transposedB, gapB), -1, out,
                Epilogue.NONE.withBias(row).withActivation(Activation.RELU).withPreActivation(before));
        var sums = product(m, k, n, a, b);
        for (int i = 0; i < m * n; i++)
            sums[i] = 2 * sums[i] - c[i] + bias[i % n];
        String what = m + "x" + k + "x" + n + (transposedA ? ", A transposed" : "")
                + (transposedB ? ", B transposed" : "");
        assertArrayEquals(sums, download(before), what);
        assertArrayEquals(Arrays.stream(sums).map(x -> Math.max(x, 0)).toArray(), download(out), what);
        for (double rest : download(whole.cols(n, 3)))
            assertTrue(Double.isNaN(rest), what + ": writes beside the matrix");
    }

    /** Computes {@code C = A B} for 2 x 2 matrices that are stored apart, A row-major, B column-major. */
    private void checkBatch(int m, int k, int n) {
        var random = new SplittableRandom(m);
        var a = integers(random, 4 * m * k);
        var b = integers(random, 4 * k * n);
        var left = surrounded(4 * m, k + 5).reshape(2, 2, m, k + 5).slice(3, 0, k);
        var right = surrounded(4 * n, k + 5).reshape(2, 2, n, k + 5).slice(3, 0, k);
        compute.upload(a, left);
        compute.upload(b, right);
        var out = compute.allocate(2, 2, m, n);
        compute.gemmBatched(1, left, right.transposed(), 0, out);
        var expected = new double[4 * m * n];
        for (int batch = 0; batch < 4; batch++) {
            var transposed = new double[k * n];
            for (int s = 0; s < k; s++)
                for (int j = 0; j < n; j++)
                    transposed[s * n + j] = b[(batch * n + j) * k + s];
            var each = product(m, k, n, Arrays.copyOfRange(a, batch * m * k, (batch + 1) * m * k), transposed);
            System.arraycopy(each, 0, expected, batch * m * n, m * n);
        }
        assertArrayEquals(expected, download(out), "batch of " + m + "x" + k + "x" + n);
    }

    private static double[] product(int m, int k, int n, double[] a, double[] b) {
        var c = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int s = 0; s < k; s++)
                for (int j = 0; j < n; j++)
                    c[i * n + j] += a[i * k + s] * b[s * n + j];
        return c;
    }

    private static double[] integers(SplittableRandom random, int length) {
        return random.ints(length, -9, 10).asDoubleStream().toArray();
    }

    private View factor(double[] values, int rows, int cols, boolean transposed, int gap) {
        int outer = transposed ? cols : rows;
        int inner = transposed ? rows : cols;
        int pitch = gap == 0 ? inner : Math.ceilDiv(inner, 4) * 4 + gap;
        var stored = surrounded(outer, pitch).cols(0, inner);
        var factor = transposed ? stored.transposed() : stored;
        compute.upload(values, factor);
        return factor;
    }

    /** Returns memory full of NaN: whoever reads what no operand covers spreads it. */
    private View surrounded(int rows, int cols) {
        var whole = compute.allocate(rows, cols);
        compute.fill(Double.NaN, whole);
        return whole;
    }

    private double[] download(View x) {
        var values = new double[(int) x.elements()];
        compute.download(x, values);
        return values;
    }
}
