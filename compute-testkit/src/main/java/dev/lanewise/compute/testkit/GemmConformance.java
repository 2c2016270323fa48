package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.GemmOperand;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Reduction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.stream.Stream;

/** Products: shapes, layouts (which are all the transpose forms), scalars, epilogues, packed factors, batches. */
public interface GemmConformance extends Fixture {
    /** How A and B are transposed: not at all, A, B, both. */
    int FORMS = Sizes.SMALL ? 2 : 4;
    /** Only the layer of MNIST has more multiplications, which are more than those of all other shapes together. */
    long MANY = 10_000_000;

    @Test
    default void gemm() {
        forEachShape(Sizes.gemms(), (values, m, k, n) -> {
            var a = values.normals(m, k);
            var b = values.normals(k, n);
            var oracle = new GemmOracle(tolerance(), m, k, n, 1, a, b, 0, null);
            forEachLayout(m, k, n, (t, la, lb, lc) -> {
                var out = t.output("c", lc, m, n);
                compute().gemm(t.input("a", la, a, m, k).view(), t.input("b", lb, b, k, n).view(), out.view());
                checkProduct(t, out, oracle);
            });
        });
    }

    /** Sums of small whole numbers are exact in any order: each product of each element must be there, once. */
    @Test
    default void gemmOfWholeNumbers() {
        forEachShape(Sizes.gemms(), (values, m, k, n) -> {
            var a = values.integers(9, m, k);
            var b = values.integers(9, k, n);
            var c = values.integers(9, m, n);
            var expected = Expected.exactly(new GemmOracle(tolerance(), m, k, n, -1, a, b, 2, c).values());
            forEachLayout(m, k, n, (t, la, lb, lc) -> {
                var out = t.inout("c", lc, c, m, n);
                compute().gemm(-1, t.input("a", la, a, m, k).view(), t.input("b", lb, b, k, n).view(), 2, out.view());
                t.check(out, expected);
            });
        });
    }

    @Test
    default void gemmLayouts() {
        for (var la : Layout.forShape(17, 33))
            for (var lb : Layout.forShape(17, 33))
                for (var lc : Layout.forShape(17, 33))
                    try (var t = new Trial(compute(), "gemm 17x9x33 of " + la + ", " + lb + " to " + lc)) {
                        var a = t.normals(17, 9);
                        var b = t.normals(9, 33);
                        var c = t.normals(17, 33);
                        var out = t.inout("c", lc, c, 17, 33);
                        compute().gemm(0.7, t.input("a", la, a, 17, 9).view(), t.input("b", lb, b, 9, 33).view(), -1.4,
                                out.view());
                        checkProduct(t, out, new GemmOracle(tolerance(), 17, 9, 33, 0.7, a, b, -1.4, c));
                    }
    }

    @Test
    default void gemmOfBroadcastFactors() {
        try (var t = new Trial(compute(), "gemm of broadcast factors")) {
            var row = t.normals(1, 9);
            var column = t.normals(9, 1);
            var out = t.output("c", Layout.DENSE, 17, 33);
            compute().gemm(t.view(row, 1, 9).broadcast(17, 9), t.view(column, 9, 1).broadcast(9, 33), out.view());
            checkProduct(t, out, new GemmOracle(tolerance(), 17, 9, 33, 1, ElementwiseOracle.repeatRow(row, 17),
                    ElementwiseOracle.repeatColumn(column, 33), 0, null));
        }
    }

    @Test
    default void gemmOfOneMatrixWithItself() {
        try (var t = new Trial(compute(), "gemm of a matrix with its transpose")) {
            var a = t.normals(19, 7);
            var transposed = new double[a.length];
            for (int i = 0; i < 19; i++)
                for (int p = 0; p < 7; p++)
                    transposed[p * 19 + i] = a[i * 7 + p];
            var view = t.input("a", Layout.GAPS, a, 19, 7).view();
            var out = t.output("c", Layout.DENSE, 19, 19);
            compute().gemm(view, view.transposed(), out.view());
            checkProduct(t, out, new GemmOracle(tolerance(), 19, 7, 19, 1, a, transposed, 0, null));
        }
    }

    @ParameterizedTest
    @EnumSource
    default void gemmActivation(Activation f) {
        forEachShape(Sizes.gemms(), (values, m, k, n) -> {
            var a = values.normals(m, k);
            var b = values.normals(k, n);
            var bias = values.normals(1, n);
            var oracle = new GemmOracle(tolerance(), m, k, n, 1, a, b, 0, null).withBias(bias);
            var activated = oracle.activated(f);
            var columnSums = new ReductionOracle(tolerance()).columns(Reduction.SUM, b, k, n);
            forEachLayout(m, k, n, f, (t, la, lb, lc) -> {
                var out = t.output("c", lc, m, n);
                var pre = t.output("preActivation", lb, m, n);
                var sums = t.output("rightSums", la, 1, n);
                compute().gemm(1, t.input("a", la, a, m, k).view(), t.input("b", lb, b, k, n).view(), 0, out.view(),
                        Epilogue.NONE.withBias(t.input("bias", lc, bias, 1, n).view()).withActivation(f)
                                .withPreActivation(pre.view()).withRightSums(sums.view()));
                checkProduct(t, pre, oracle);
                t.check(out, activated);
                t.check(sums, columnSums);
            });
        });
    }

    /** In several passes over C: what comes first (the bias) and what comes last must each be done once. */
    @Test
    default void gemmOfGreatDepth() {
        forEachShape(Sizes.deepGemms(), (values, m, k, n) -> {
            var a = values.integers(9, m, k);
            var b = values.integers(9, k, n);
            var c = values.integers(9, m, n);
            var bias = values.integers(9, 1, n);
            var added = Expected.exactly(new GemmOracle(tolerance(), m, k, n, 2, a, b, -1, c).withBias(bias)
                    .activated(Activation.RELU).values());
            var alone = Expected.exactly(new GemmOracle(tolerance(), m, k, n, 1, a, b, 0, null).withBias(bias)
                    .activated(Activation.RELU).values());
            forEachLayout(m, k, n, (t, la, lb, lc) -> {
                var left = t.input("a", la, a, m, k).view();
                var right = t.input("b", lb, b, k, n).view();
                var epilogue = Epilogue.NONE.withBias(t.input("bias", lc, bias, 1, n).view())
                        .withActivation(Activation.RELU);
                var out = t.inout("c", lc, c, m, n);
                compute().gemm(2, left, right, -1, out.view(), epilogue);
                t.check(out, added);
                compute().fill(Double.NaN, out.view());
                compute().gemm(1, left, right, 0, out.view(), epilogue);
                t.check(out, alone);
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    default void gemmDerivative(Activation f) {
        forEachShape(Sizes.gemms(), (values, m, k, n) -> {
            var a = values.normals(m, k);
            var b = values.normals(k, n);
            var c = values.normals(m, n);
            var saved = values.saved(f, m, n);
            var derived = new GemmOracle(tolerance(), m, k, n, 0.5, a, b, 2, c).derived(f, saved);
            var columnSums = new ReductionOracle(tolerance()).columns(Reduction.SUM, b, k, n);
            forEachLayout(m, k, n, f, (t, la, lb, lc) -> {
                var out = t.inout("c", lc, c, m, n);
                var sums = t.output("rightSums", la, 1, n);
                compute().gemm(0.5, t.input("a", la, a, m, k).view(), t.input("b", lb, b, k, n).view(), 2, out.view(),
                        Epilogue.NONE.withDerivative(f, t.input("saved", la, saved, m, n).view())
                                .withRightSums(sums.view()));
                t.check(out, derived);
                t.check(sums, columnSums);
            });
        });
    }

    /** As a training step asks for it: nothing of C is kept, so that a backend may write there at once. */
    @Test
    default void gemmDerivativeAlone() {
        forEachShape(Stream.concat(Sizes.gemms(), Sizes.flatGemms()), (values, m, k, n) -> {
            var a = values.normals(m, k);
            var b = values.normals(k, n);
            var saved = values.saved(Activation.RELU, m, n);
            var derived = new GemmOracle(tolerance(), m, k, n, 1, a, b, 0, null).derived(Activation.RELU, saved);
            forEachLayout(m, k, n, (t, la, lb, lc) -> {
                var out = t.output("c", lc, m, n);
                compute().gemm(1, t.input("a", la, a, m, k).view(), t.input("b", lb, b, k, n).view(), 0, out.view(),
                        Epilogue.NONE.withDerivative(Activation.RELU, t.input("saved", la, saved, m, n).view()));
                t.check(out, derived);
            });
        });
    }

    @Test
    default void gemmOfPackedFactors() {
        forEachShape(Sizes.gemms(), (values, m, k, n) -> {
            var a = values.integers(9, m, k);
            var b = values.integers(9, k, n);
            var expected = Expected.exactly(new GemmOracle(tolerance(), m, k, n, 1, a, b, 0, null).values());
            forEachLayout(m, k, n, (t, la, lb, lc) -> {
                var left = t.inout("a", la, t.normals(m, k), m, k);
                var right = t.inout("b", lb, t.normals(k, n), k, n);
                var packedLeft = t.scope().pack(left.view(), PackedMatrix.Role.LEFT);
                var packedRight = t.scope().pack(right.view(), PackedMatrix.Role.RIGHT);
                compute().upload(a, left.view());
                compute().upload(b, right.view());
                compute().repack(packedLeft);
                compute().repack(packedRight);
                var out = t.output("c", lc, m, n);
                for (GemmOperand first : new GemmOperand[]{left.view(), packedLeft})
                    for (GemmOperand second : new GemmOperand[]{right.view(), packedRight}) {
                        compute().fill(Double.NaN, out.view());
                        compute().gemm(first, second, out.view());
                        t.check(out, expected);
                    }
            });
        });
    }

    @Test
    default void gemmBatched() {
        var shapes = new long[][]{{2, 3, 5, 7, 4}, {1, 1, 17, 9, 33}, {4, 1, 8, 16, 8}, {2, 2, 3, 0, 2},
                {0, 2, 3, 1, 2}};
        for (var s : shapes)
            for (var layout : Layout.values())
                try (var t = new Trial(compute(), "gemmBatched " + Sizes.text(s) + " " + layout)) {
                    var a = t.integers(9, s[0], s[1], s[2], s[3]);
                    var b = t.integers(9, s[0], s[1], s[3], s[4]);
                    var c = t.integers(9, s[0], s[1], s[2], s[4]);
                    var left = t.input("a", layout, a, s[0], s[1], s[2], s[3]).view();
                    var right = t.input("b", layout.next(), b, s[0], s[1], s[3], s[4]).view();
                    var out = t.inout("c", layout.next().next(), c, s[0], s[1], s[2], s[4]);
                    compute().gemmBatched(2, left, right, -1, out.view());
                    t.check(out, batches(s, 2, a, b, -1, c));
                    compute().fill(Double.NaN, out.view());
                    compute().gemmBatched(1, left, right, 0, out.view());
                    t.check(out, batches(s, 1, a, b, 0, c));
                }
    }

    @Test
    default void gemmBatchedOfRank3AndBroadcast() {
        try (var t = new Trial(compute(), "gemmBatched of rank 3 with one B")) {
            var a = t.integers(9, 3, 5, 7);
            var b = t.integers(9, 7, 4);
            var out = t.output("c", Layout.GAPS, 3, 5, 4);
            compute().gemmBatched(1, t.input("a", Layout.OFFSET, a, 3, 5, 7).view(),
                    t.view(b, 7, 4).broadcast(3, 7, 4), 0, out.view());
            // Equal factors for each batch: one product of all rows.
            t.check(out, Expected.exactly(new GemmOracle(tolerance(), 15, 7, 4, 1, a, b, 0, null).product().values()));
        }
    }

    private Expected batches(long[] s, double alpha, double[] a, double[] b, double beta, double[] c) {
        int m = (int) s[2];
        int k = (int) s[3];
        int n = (int) s[4];
        var values = new double[c.length];
        for (int batch = 0; batch < s[0] * s[1]; batch++) {
            var product = new GemmOracle(tolerance(), m, k, n, alpha, part(a, batch, m * k), part(b, batch, k * n),
                    beta, part(c, batch, m * n)).product().values();
            System.arraycopy(product, 0, values, batch * m * n, m * n);
        }
        return Expected.exactly(values);
    }

    private static double[] part(double[] x, int batch, int length) {
        return java.util.Arrays.copyOfRange(x, batch * length, (batch + 1) * length);
    }

    private static void checkProduct(Trial t, Operand got, GemmOracle oracle) {
        t.check(got, oracle.product());
        oracle.assertTypicalErrors(t.what(), got.values());
    }

    /** Values and reference of a shape are the same in all its layouts: the reference takes longer than the products. */
    private void forEachShape(Stream<int[]> shapes, ShapeTrial body) {
        shapes.forEach(s -> {
            try (var values = new Trial(compute(), "gemm " + s[0] + "x" + s[1] + "x" + s[2])) {
                body.run(values, s[0], s[1], s[2]);
            }
        });
    }

    private void forEachLayout(int m, int k, int n, LayoutTrial body) {
        for (int form = 0; form < FORMS; form++)
            inForm(form, m, k, n, body);
    }

    /** A product of very many multiplications in one form alone: each activation gives it another. */
    private void forEachLayout(int m, int k, int n, Activation f, LayoutTrial body) {
        if ((long) m * k * n > MANY)
            inForm(f.ordinal() % FORMS, m, k, n, body);
        else
            forEachLayout(m, k, n, body);
    }

    /** In one of the four transpose forms, with others that the shape picks; gemmLayouts tries them all at one shape. */
    private void inForm(int form, int m, int k, int n, LayoutTrial body) {
        var layouts = Layout.values();
        int pick = m + 3 * k + 7 * n;
        var la = form % 2 == 0 ? layouts[pick % 3] : Layout.TRANSPOSED;
        var lb = form / 2 == 0 ? layouts[(pick + 1) % 3] : Layout.TRANSPOSED;
        var lc = layouts[(pick + form) % layouts.length];
        try (var t = new Trial(compute(), "gemm " + m + "x" + k + "x" + n + " of " + la + ", " + lb + " to " + lc)) {
            body.run(t, la, lb, lc);
        }
    }

    /** One case of {@link #forEachShape}. */
    interface ShapeTrial {
        /** Makes inputs and reference, and tries them in layouts. */
        void run(Trial values, int m, int k, int n);
    }

    /** One case of {@link #forEachLayout}. */
    interface LayoutTrial {
        /** Runs and checks. */
        void run(Trial t, Layout a, Layout b, Layout c);
    }
}
