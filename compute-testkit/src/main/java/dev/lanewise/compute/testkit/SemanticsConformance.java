package dev.lanewise.compute.testkit;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.UnaryOp;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

/**
 * The semantics table of docs/semantics.md: NaN, infinities, signed zeros, ties, empty sizes. Each special value
 * stands once in every lane of a vector and once in a tail, among ordinary numbers.
 */
public interface SemanticsConformance extends Fixture {
    @Test
    default void nanAndSignedZeroInMax() {
        binaryTable(BinaryOp.MAX, new double[]{NaN, 1, NaN, 0.0, -0.0, -0.0, POSITIVE_INFINITY, NEGATIVE_INFINITY},
                new double[]{1, NaN, NaN, -0.0, 0.0, -0.0, 1, 1},
                new double[]{NaN, NaN, NaN, 0.0, 0.0, -0.0, POSITIVE_INFINITY, 1});
    }

    @Test
    default void nanAndSignedZeroInMin() {
        binaryTable(BinaryOp.MIN, new double[]{NaN, 1, NaN, 0.0, -0.0, 0.0, POSITIVE_INFINITY, NEGATIVE_INFINITY},
                new double[]{1, NaN, NaN, -0.0, 0.0, 0.0, 1, 1},
                new double[]{NaN, NaN, NaN, -0.0, -0.0, 0.0, 1, NEGATIVE_INFINITY});
    }

    @Test
    default void divisionByZero() {
        binaryTable(BinaryOp.DIV, new double[]{1, -1, 1, 0, NaN, 1, 0},
                new double[]{0, 0, -0.0, 0, 1, POSITIVE_INFINITY, 5},
                new double[]{POSITIVE_INFINITY, NEGATIVE_INFINITY, NEGATIVE_INFINITY, NaN, NaN, 0, 0});
    }

    @Test
    default void specialValuesOfUnary() {
        unaryTable(UnaryOp.NEGATE, new double[]{0.0, -0.0, NaN, POSITIVE_INFINITY},
                new double[]{-0.0, 0.0, NaN, NEGATIVE_INFINITY});
        unaryTable(UnaryOp.ABS, new double[]{-0.0, NaN, NEGATIVE_INFINITY, -3},
                new double[]{0.0, NaN, POSITIVE_INFINITY, 3});
        unaryTable(UnaryOp.SQUARE, new double[]{-0.0, NaN, NEGATIVE_INFINITY, -3},
                new double[]{0.0, NaN, POSITIVE_INFINITY, 9});
        unaryTable(UnaryOp.SQRT, new double[]{0.0, -0.0, -1, NaN, POSITIVE_INFINITY, NEGATIVE_INFINITY},
                new double[]{0.0, -0.0, NaN, NaN, POSITIVE_INFINITY, NaN});
        unaryTable(UnaryOp.RECIPROCAL, new double[]{0.0, -0.0, POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN},
                new double[]{POSITIVE_INFINITY, NEGATIVE_INFINITY, 0.0, -0.0, NaN});
        // e^1000 overflows in both element types, e^-1000 underflows.
        unaryTable(UnaryOp.EXP, new double[]{0, POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN, 1000, -1000},
                new double[]{1, POSITIVE_INFINITY, 0.0, NaN, POSITIVE_INFINITY, 0.0});
        unaryTable(UnaryOp.LOG, new double[]{1, 0, -0.0, -1, POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN},
                new double[]{0.0, NEGATIVE_INFINITY, NEGATIVE_INFINITY, NaN, POSITIVE_INFINITY, NaN, NaN});
    }

    @Test
    default void specialValuesOfActivations() {
        double[] z = {NaN, POSITIVE_INFINITY, NEGATIVE_INFINITY, 1000, -1000, 0};
        activationTable(Activation.IDENTITY, z, z);
        activationTable(Activation.RELU, z, new double[]{NaN, POSITIVE_INFINITY, 0, 1000, 0, 0});
        activationTable(Activation.LEAKY_RELU, z,
                new double[]{NaN, POSITIVE_INFINITY, NEGATIVE_INFINITY, 1000, -10, 0});
        activationTable(Activation.SIGMOID, z, new double[]{NaN, 1, 0, 1, 0, 0.5});
        activationTable(Activation.TANH, z, new double[]{NaN, 1, -1, 1, -1, 0});
        activationTable(Activation.SOFTPLUS, z, new double[]{NaN, POSITIVE_INFINITY, 0, 1000, 0, Math.log(2)});
        activationTable(Activation.GELU, z, new double[]{NaN, POSITIVE_INFINITY, 0, 1000, 0, 0});
        activationTable(Activation.SILU, z, new double[]{NaN, POSITIVE_INFINITY, 0, 1000, 0, 0});
    }

    @Test
    default void derivativesFarFromZero() {
        double[] saved = {NaN, POSITIVE_INFINITY, NEGATIVE_INFINITY, 1000, -1000};
        double[] expected = {NaN, 3, 0, 3, 0};
        for (var f : new Activation[]{Activation.GELU, Activation.SILU})
            derivativeTable(f, saved, expected);
        derivativeTable(Activation.SOFTPLUS, new double[]{NaN, POSITIVE_INFINITY, 1000, 0},
                new double[]{NaN, 3, 3, 0});
    }

    @Test
    default void derivativesAtZero() {
        double[] saved = {0, -0.0, 1, -1};
        double[] upstream = {3, 3, 3, 3};
        var oracle = new ElementwiseOracle(tolerance());
        for (var f : Activation.values())
            try (var t = new Trial(compute(), "derivative at 0 of " + f)) {
                var a = inEveryLane(saved);
                var g = inEveryLane(upstream);
                var out = t.output("out", Layout.DENSE, a.length);
                compute().activationBackward(f, t.view(a, a.length), t.view(g, g.length), out.view());
                t.check(out, oracle.activationBackward(f, a, g));
            }
    }

    @Test
    default void axpbyWithBetaZeroNeverReadsY() {
        try (var t = new Trial(compute(), "axpby with beta = 0")) {
            var x = t.normals(37);
            var y = t.output("y", Layout.DENSE, 37);
            compute().axpby(1, t.view(x, 37), 0, y.view());
            t.check(y, Expected.exactly(x));
            compute().fill(NaN, y.view());
            var zero = Scalar.of(t.view(new double[]{0}, 1));
            compute().axpby(Scalar.of(1), t.view(x, 37), zero, y.view());
            t.check(y, Expected.exactly(x));
        }
    }

    @Test
    default void gemmWithBetaZeroNeverReadsC() {
        try (var t = new Trial(compute(), "gemm with beta = 0")) {
            var a = t.integers(5, 17, 9);
            var b = t.integers(5, 9, 33);
            for (var layout : Layout.values()) {
                var c = t.output("c", layout, 17, 33);
                compute().gemm(2, t.view(a, 17, 9), t.view(b, 9, 33), 0, c.view());
                t.check(c, Expected
                        .exactly(new GemmOracle(tolerance(), 17, 9, 33, 2, a, b, 0, null).product().values()));
            }
        }
    }

    @Test
    default void gemmWithAlphaZeroNeverReadsTheFactors() {
        try (var t = new Trial(compute(), "gemm with alpha = 0")) {
            var nan = new double[17 * 33];
            Arrays.fill(nan, NaN);
            var old = t.integers(9, 17, 33);
            var c = t.inout("c", Layout.GAPS, old, 17, 33);
            var a = t.view(Arrays.copyOf(nan, 17 * 9), 17, 9);
            var b = t.view(Arrays.copyOf(nan, 9 * 33), 9, 33);
            compute().gemm(0, a, b, -2, c.view());
            t.check(c, Expected.exactly(Arrays.stream(old).map(v -> -2 * v).toArray()));
            compute().gemm(0, a, b, 0, c.view());
            t.check(c, Expected.exactly(new double[17 * 33]));
        }
    }

    @Test
    default void gemmWithoutInnerDimension() {
        try (var t = new Trial(compute(), "gemm with k = 0")) {
            var old = t.integers(9, 5, 7);
            var bias = t.integers(9, 1, 7);
            var c = t.inout("c", Layout.GAPS, old, 5, 7);
            var a = t.view(new double[0], 5, 0);
            var b = t.view(new double[0], 0, 7);
            compute().gemm(1, a, b, 2, c.view());
            t.check(c, Expected.exactly(Arrays.stream(old).map(v -> 2 * v).toArray()));
            compute().gemm(1, a, b, 0, c.view(), Epilogue.NONE.withBias(t.view(bias, 1, 7)));
            t.check(c, Expected.exactly(ElementwiseOracle.repeatRow(bias, 5)));
        }
    }

    @Test
    default void nanSpreadsThroughGemm() {
        try (var t = new Trial(compute(), "gemm with one NaN in A")) {
            var a = t.integers(5, 17, 9);
            var b = t.integers(5, 9, 33);
            a[3 * 9 + 4] = NaN;
            var c = t.output("c", Layout.DENSE, 17, 33);
            compute().gemm(1, t.view(a, 17, 9), t.view(b, 9, 33), 0, c.view(),
                    Epilogue.NONE.withActivation(Activation.RELU));
            t.check(c, Expected.exactly(Arrays
                    .stream(new GemmOracle(tolerance(), 17, 9, 33, 1, a, b, 0, null).product().values())
                    .map(v -> Math.max(v, 0)).toArray()));
        }
    }

    @Test
    default void emptyReductions() {
        try (var t = new Trial(compute(), "empty reductions")) {
            var wide = t.view(new double[0], 0, 5);
            var tall = t.view(new double[0], 5, 0);
            for (var op : Reduction.values()) {
                double nothing = switch (op) {
                    case SUM -> 0;
                    case MEAN -> NaN;
                    case MAX -> NEGATIVE_INFINITY;
                };
                var five = new double[5];
                Arrays.fill(five, nothing);
                var column = t.inout("column", Layout.GAPS, new double[]{9, 9, 9, 9, 9}, 5, 1);
                compute().reduceRows(op, tall, column.view());
                t.check(column, Expected.exactly(five));
                var row = t.inout("row", Layout.GAPS, new double[]{9, 9, 9, 9, 9}, 1, 5);
                compute().reduceColumns(op, wide, row.view());
                t.check(row, Expected.exactly(five));
                var one = t.inout("one", Layout.OFFSET, new double[]{9}, 1);
                compute().reduceAll(op, wide, one.view());
                t.check(one, Expected.exactly(nothing));
            }
            var norm = t.inout("norm", Layout.OFFSET, new double[]{9}, 1);
            compute().squaredNorm(tall, norm.view());
            t.check(norm, Expected.exactly(0));
            compute().fill(9, norm.view());
            compute().norm(tall, norm.view());
            t.check(norm, Expected.exactly(0));
        }
    }

    @Test
    default void nanInReductions() {
        for (int n : new int[]{1, 3, 17, 67})
            for (int at = 0; at < n; at += 1 + n / 9)
                try (var t = new Trial(compute(), "reductions of " + n + " with a NaN at " + at)) {
                    var x = t.normals(n);
                    x[at] = NaN;
                    var row = t.view(x, 1, n);
                    var out = t.output("out", Layout.OFFSET, 1, 1);
                    for (var op : Reduction.values()) {
                        compute().reduceRows(op, row, out.view());
                        t.check(out, Expected.exactly(NaN));
                        compute().reduceColumns(op, row.transposed(), out.view());
                        t.check(out, Expected.exactly(NaN));
                        compute().reduceAll(op, row, out.view());
                        t.check(out, Expected.exactly(NaN));
                    }
                    compute().squaredNorm(row, out.view());
                    t.check(out, Expected.exactly(NaN));
                    compute().norm(row, out.view());
                    t.check(out, Expected.exactly(NaN));
                }
    }

    @Test
    default void maxOfInfinities() {
        try (var t = new Trial(compute(), "max of infinities")) {
            var x = new double[2 * 19];
            Arrays.fill(x, NEGATIVE_INFINITY);
            x[19 + 18] = POSITIVE_INFINITY;
            var out = t.output("out", Layout.DENSE, 2, 1);
            compute().reduceRows(Reduction.MAX, t.view(x, 2, 19), out.view());
            t.check(out, Expected.exactly(NEGATIVE_INFINITY, POSITIVE_INFINITY));
        }
    }

    @Test
    default void argmaxOfSpecialRows() {
        for (int n : new int[]{1, 2, 5, 16, 19, 70})
            try (var t = new Trial(compute(), "argmax of special rows of " + n)) {
                int middle = n / 2;
                var x = t.uniform(-1, 0, 7, n);
                // Ties; a NaN behind the largest; two NaN; nothing but minus infinity; zeros of both signs; only the
                // last.
                x[middle] = 5;
                x[n - 1] = 5;
                x[n] = 9;
                x[2 * n - 1] = NaN;
                x[2 * n + middle] = NaN;
                x[3 * n - 1] = NaN;
                Arrays.fill(x, 3 * n, 4 * n, NEGATIVE_INFINITY);
                Arrays.fill(x, 4 * n, 5 * n, -0.0);
                x[5 * n - 1] = 0.0;
                x[6 * n - 1] = 1;
                Arrays.fill(x, 6 * n, 7 * n, 3);
                var out = t.indices(new int[7]);
                compute().argmaxRows(t.view(x, 7, n), out);
                var got = new int[7];
                compute().download(out, got);
                assertArrayEquals(new int[]{middle, n - 1, middle, 0, 0, n - 1, 0}, got, t.what());
            }
    }

    @Test
    default void argmaxWithoutColumns() {
        try (var t = new Trial(compute(), "argmax without columns")) {
            var out = t.indices(5, 5, 5);
            compute().argmaxRows(t.view(new double[0], 3, 0), out);
            var got = new int[3];
            compute().download(out, got);
            assertArrayEquals(new int[]{-1, -1, -1}, got);
        }
    }

    @Test
    default void rowNumbersOutside() {
        try (var t = new Trial(compute(), "row numbers outside the source")) {
            var source = t.normals(3, 5);
            var out = t.output("out", Layout.GAPS, 4, 5);
            compute().gatherRows(t.view(source, 3, 5), t.indices(2, -1, 3, 0), new Counter(0), out.view());
            var expected = new double[20];
            Arrays.fill(expected, NaN);
            System.arraycopy(source, 10, expected, 0, 5);
            System.arraycopy(source, 0, expected, 15, 5);
            t.check(out, Expected.exactly(expected));

            var sum = t.inout("sum", Layout.GAPS, new double[10], 2, 5);
            compute().scatterAddRows(t.view(source, 3, 5), t.indices(2, -1, 1), sum.view());
            var added = new double[10];
            System.arraycopy(source, 10, added, 5, 5);
            t.check(sum, Expected.exactly(added));

            var positions = t.indices(9, 9, 9, 9);
            compute().gatherIndices(t.indices(40, 41), t.indices(1, 2, -1, 0), new Counter(0), positions);
            var got = new int[4];
            compute().download(positions, got);
            assertArrayEquals(new int[]{41, -1, -1, 40}, got);
        }
    }

    @Test
    default void dropoutOfNothing() {
        try (var t = new Trial(compute(), "dropout with rate 0")) {
            var x = t.normals(7, 33);
            var out = t.output("out", Layout.DENSE, 7, 33);
            compute().dropout(t.view(x, 7, 33), new Dropout(0, 1, 2), new Counter(3), new Counter(4), out.view());
            t.check(out, Expected.exactly(x));
        }
    }

    private void binaryTable(BinaryOp op, double[] a, double[] b, double[] expected) {
        try (var t = new Trial(compute(), "special values of " + op)) {
            var left = inEveryLane(a);
            var right = inEveryLane(b);
            var out = t.output("out", Layout.DENSE, left.length);
            compute().binary(op, t.view(left, left.length), t.view(right, right.length), out.view());
            Expected.assertSameBits(t.what(), inEveryLane(expected), out.values());
        }
    }

    private void unaryTable(UnaryOp op, double[] x, double[] expected) {
        try (var t = new Trial(compute(), "special values of " + op)) {
            var values = inEveryLane(x);
            var out = t.output("out", Layout.DENSE, values.length);
            compute().unary(op, t.view(values, values.length), out.view());
            Expected.assertSameBits(t.what(), inEveryLane(expected), out.values());
        }
    }

    private void activationTable(Activation f, double[] z, double[] expected) {
        try (var t = new Trial(compute(), "special values of " + f)) {
            var values = inEveryLane(z);
            var out = t.output("out", Layout.DENSE, values.length);
            compute().activation(f, t.view(values, values.length), out.view());
            t.check(out, new Expected(inEveryLane(expected),
                    new ElementwiseOracle(tolerance()).activation(f, values).bounds()));
        }
    }

    /** The values of {@code 3 f'(saved)}. */
    private void derivativeTable(Activation f, double[] saved, double[] expected) {
        try (var t = new Trial(compute(), "special values of the derivative of " + f)) {
            var values = inEveryLane(saved);
            var out = t.output("out", Layout.DENSE, values.length);
            compute().activationBackward(f, t.view(values, values.length),
                    t.view(new double[]{3}, 1).broadcast(values.length), out.view());
            t.check(out, Expected.exactly(inEveryLane(expected)));
        }
    }

    /** Repeats the values with an odd period, so that each meets every lane of a vector, and stands in a tail. */
    private static double[] inEveryLane(double... values) {
        int period = values.length | 1;
        var lanes = new double[33 * period];
        Arrays.setAll(lanes, i -> values[i % period % values.length]);
        return lanes;
    }
}
