package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.compute.Reduction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;

/**
 * Reductions. Random inputs show the rounding, whole numbers whether every element counts once: their sums are exact
 * in any order.
 */
public interface ReductionConformance extends Fixture {
    @ParameterizedTest
    @EnumSource
    default void reduceRows(Reduction op) {
        var oracle = new ReductionOracle(tolerance());
        forEachInput("reduceRows " + op, (t, layout, x, m, n) -> {
            var out = t.output("out", layout.next(), m, 1);
            compute().reduceRows(op, t.input("x", layout, x, m, n).view(), out.view());
            t.check(out, oracle.rows(op, x, m, n));
        });
    }

    @ParameterizedTest
    @EnumSource
    default void reduceColumns(Reduction op) {
        var oracle = new ReductionOracle(tolerance());
        forEachInput("reduceColumns " + op, (t, layout, x, m, n) -> {
            var out = t.output("out", layout.next(), 1, n);
            compute().reduceColumns(op, t.input("x", layout, x, m, n).view(), out.view());
            t.check(out, oracle.columns(op, x, m, n));
        });
    }

    @ParameterizedTest
    @EnumSource
    default void reduceAll(Reduction op) {
        var oracle = new ReductionOracle(tolerance());
        forEachInput("reduceAll " + op, (t, layout, x, m, n) -> {
            var out = t.output("out", layout.next(), 1, 1);
            compute().reduceAll(op, t.input("x", layout, x, m, n).view(), out.view());
            t.check(out, oracle.all(op, x));
        });
    }

    @Test
    default void squaredNorm() {
        var oracle = new ReductionOracle(tolerance());
        forEachInput("squaredNorm", (t, layout, x, m, n) -> {
            var out = t.output("out", layout.next(), 1);
            compute().squaredNorm(t.input("x", layout, x, m, n).view(), out.view());
            t.check(out, oracle.squaredNorm(x));
        });
    }

    /** Of numbers whose squares have the range of the element type, or have not. */
    @Test
    default void norm() {
        var oracle = new ReductionOracle(tolerance());
        forEachInput("norm", (t, layout, x, m, n) -> {
            var magnitude = Magnitude.any(t.random());
            Arrays.setAll(x, i -> t.round(magnitude.of(x[i])));
            var out = t.output("out", layout.next(), 1);
            compute().norm(t.input("x", layout, x, m, n).view(), out.view());
            t.check(out, oracle.norm(x));
        });
    }

    @ParameterizedTest
    @EnumSource
    default void reductionOfExactSums(Reduction op) {
        var oracle = new ReductionOracle(tolerance());
        for (var shape : Sizes.matrices())
            for (var layout : Layout.forShape(shape))
                try (var t = new Trial(compute(), "exact " + op + " of " + Sizes.text(shape) + " " + layout)) {
                    int m = (int) shape[0];
                    int n = (int) shape[1];
                    // 135,061 numbers up to 64 sum to less than 2^24.
                    var x = t.integers(64, shape);
                    var view = t.input("x", layout, x, shape).view();
                    var rows = t.output("rows", layout, m, 1);
                    var columns = t.output("columns", layout, 1, n);
                    var all = t.output("all", layout, 1);
                    compute().reduceRows(op, view, rows.view());
                    compute().reduceColumns(op, view, columns.view());
                    compute().reduceAll(op, view, all.view());
                    t.check(rows, withoutSumError(op, oracle.rows(op, x, m, n)));
                    t.check(columns, withoutSumError(op, oracle.columns(op, x, m, n)));
                    t.check(all, withoutSumError(op, oracle.all(op, x)));
                }
    }

    @Test
    default void squaredNormOfExactSums() {
        for (var shape : Sizes.matrices())
            for (var layout : Layout.forShape(shape))
                try (var t = new Trial(compute(), "exact squaredNorm of " + Sizes.text(shape) + " " + layout)) {
                    // 135,061 squares up to 121 sum to less than 2^24.
                    var x = t.integers(11, shape);
                    var out = t.output("out", layout, 1, 1);
                    compute().squaredNorm(t.input("x", layout, x, shape).view(), out.view());
                    var oracle = new ReductionOracle(tolerance());
                    t.check(out, Expected.exactly(oracle.squaredNorm(x).values()));
                }
    }

    @Test
    default void reduceAllRanks() {
        var oracle = new ReductionOracle(tolerance());
        for (var shape : new long[][]{{7}, {3, 4, 5}, {2, 3, 4, 5}, {2, 0, 3, 1}})
            for (var layout : Layout.values())
                try (var t = new Trial(compute(), "reduceAll, rank " + shape.length + " " + layout)) {
                    var x = t.integers(9, shape);
                    var out = t.output("out", layout, 1);
                    compute().reduceAll(Reduction.SUM, t.input("x", layout, x, shape).view(), out.view());
                    t.check(out, withoutSumError(Reduction.SUM, oracle.all(Reduction.SUM, x)));
                    compute().squaredNorm(t.input("x", layout, x, shape).view(), out.view());
                    t.check(out, Expected.exactly(oracle.squaredNorm(x).values()));
                }
    }

    @Test
    default void reductionOfBroadcast() {
        var oracle = new ReductionOracle(tolerance());
        try (var t = new Trial(compute(), "reductions of a broadcast row")) {
            var row = t.integers(9, 1, 19);
            var view = t.view(row, 1, 19).broadcast(23, 19);
            var x = ElementwiseOracle.repeatRow(row, 23);
            var rows = t.output("rows", Layout.DENSE, 23, 1);
            var columns = t.output("columns", Layout.DENSE, 1, 19);
            compute().reduceRows(Reduction.SUM, view, rows.view());
            compute().reduceColumns(Reduction.SUM, view, columns.view());
            t.check(rows, oracle.rows(Reduction.SUM, x, 23, 19));
            t.check(columns, oracle.columns(Reduction.SUM, x, 23, 19));
        }
    }

    @Test
    default void argmaxRows() {
        forEachInput("argmaxRows", (t, layout, x, m, n) -> {
            var out = t.scope().allocateIndices(m + 2);
            compute().upload(filled(m + 2), out);
            compute().argmaxRows(t.input("x", layout, x, m, n).view(), out.slice(1, m));
            var got = new int[m + 2];
            compute().download(out, got);
            var expected = filled(m + 2);
            System.arraycopy(ReductionOracle.argmaxRows(x, m, n), 0, expected, 1, m);
            assertArrayEquals(expected, got, t.what());
        });
    }

    /** Of exact inputs only the division of the mean may round. */
    private Expected withoutSumError(Reduction op, Expected expected) {
        if (op != Reduction.MEAN)
            return Expected.exactly(expected.values());
        var bounds = new double[expected.values().length];
        for (int i = 0; i < bounds.length; i++)
            bounds[i] = tolerance().relative(Tolerance.DIVISION, expected.values()[i]);
        return new Expected(expected.values(), bounds);
    }

    private static int[] filled(int length) {
        var values = new int[length];
        Arrays.fill(values, -77);
        return values;
    }

    private void forEachInput(String operation, InputTrial body) {
        for (var shape : Sizes.matrices())
            for (var layout : Layout.forShape(shape))
                try (var t = new Trial(compute(), operation + " of " + Sizes.text(shape) + " " + layout)) {
                    body.run(t, layout, t.normals(shape), (int) shape[0], (int) shape[1]);
                }
    }

    /** One case of {@link #forEachInput}. */
    interface InputTrial {
        /** Runs and checks. */
        void run(Trial t, Layout layout, double[] x, int m, int n);
    }
}
