package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.UnaryOp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Elementwise operations: every shape in every layout, in place, with broadcast inputs. */
public interface ElementwiseConformance extends Fixture {
    @ParameterizedTest
    @EnumSource
    default void unary(UnaryOp op) {
        var oracle = new ElementwiseOracle(tolerance());
        forEachMatrix(op.name(), (t, layout, shape) -> {
            var values = switch (op) {
                case SQRT, LOG -> t.uniform(0, 4, shape);
                case EXP -> t.uniform(-20, 20, shape);
                default -> t.normals(shape);
            };
            var x = t.input("x", layout, values, shape);
            var out = t.output("out", layout.next(), shape);
            compute().unary(op, x.view(), out.view());
            t.check(out, oracle.unary(op, values));
            var both = t.inout("x and out", layout, values, shape);
            compute().unary(op, both.view(), both.view());
            t.check(both, oracle.unary(op, values));
        });
    }

    @ParameterizedTest
    @EnumSource
    default void binary(BinaryOp op) {
        var oracle = new ElementwiseOracle(tolerance());
        forEachMatrix(op.name(), (t, layout, shape) -> {
            var a = t.normals(shape);
            var b = t.normals(shape);
            var expected = oracle.binary(op, a, b);
            var left = t.input("a", layout, a, shape);
            var right = t.input("b", layout.next(), b, shape);
            var out = t.output("out", layout.next().next(), shape);
            compute().binary(op, left.view(), right.view(), out.view());
            t.check(out, expected);
            var first = t.inout("a and out", layout, a, shape);
            compute().binary(op, first.view(), right.view(), first.view());
            t.check(first, expected);
            var second = t.inout("b and out", layout, b, shape);
            compute().binary(op, left.view(), second.view(), second.view());
            t.check(second, expected);
        });
    }

    @ParameterizedTest
    @EnumSource
    default void binaryBroadcast(BinaryOp op) {
        var oracle = new ElementwiseOracle(tolerance());
        forEachMatrix("broadcast " + op, (t, layout, shape) -> {
            int m = (int) shape[0];
            int n = (int) shape[1];
            var a = t.normals(shape);
            var left = t.input("a", layout, a, shape);
            var row = t.normals(1, n);
            var column = t.normals(m, 1);
            var one = t.normals(1, 1);
            var out = t.output("out", layout.next(), shape);
            compute().binary(op, left.view(), t.input("row", layout, row, 1, n).view().broadcast(shape), out.view());
            t.check(out, oracle.binary(op, a, ElementwiseOracle.repeatRow(row, m)));
            compute().binary(op, t.input("column", layout, column, m, 1).view().broadcast(shape), left.view(),
                    out.view());
            t.check(out, oracle.binary(op, ElementwiseOracle.repeatColumn(column, n), a));
            compute().binary(op, left.view(), t.view(one, 1, 1).broadcast(shape), out.view());
            t.check(out, oracle.binary(op, a, ElementwiseOracle.repeatRow(one, m * n)));
        });
    }

    @Test
    default void elementwiseRanks() {
        var oracle = new ElementwiseOracle(tolerance());
        var shapes = new long[][]{{5}, {40}, {3, 4, 5}, {2, 1, 17}, {2, 3, 4, 5}, {3, 1, 2, 19}, {2, 0, 3, 4}};
        for (var shape : shapes)
            for (var layout : Layout.values())
                try (var t = new Trial(compute(), "ADD, rank " + shape.length + " of " + layout)) {
                    var a = t.normals(shape);
                    var b = t.normals(shape);
                    var out = t.output("out", layout.next(), shape);
                    compute().add(t.input("a", layout, a, shape).view(), t.input("b", layout, b, shape).view(),
                            out.view());
                    t.check(out, oracle.binary(BinaryOp.ADD, a, b));
                    compute().activation(Activation.TANH, t.input("x", layout, a, shape).view(), out.view());
                    t.check(out, oracle.activation(Activation.TANH, a));
                    compute().copy(t.input("x", layout, b, shape).view(), out.view());
                    t.check(out, Expected.exactly(b));
                }
    }

    @Test
    default void scale() {
        var oracle = new ElementwiseOracle(tolerance());
        forEachMatrix("scale", (t, layout, shape) -> {
            double alpha = -0.7;
            var x = t.normals(shape);
            var out = t.output("out", layout.next(), shape);
            compute().scale(alpha, t.input("x", layout, x, shape).view(), out.view());
            t.check(out, oracle.scale(alpha, x));
            var both = t.inout("x and out", layout, x, shape);
            var factor = t.normals(1);
            compute().scale(Scalar.of(t.view(factor, 1)), both.view(), both.view());
            t.check(both, oracle.scale(factor[0], x));
        });
    }

    @Test
    default void axpby() {
        var oracle = new ElementwiseOracle(tolerance());
        forEachMatrix("axpby", (t, layout, shape) -> {
            var x = t.normals(shape);
            var y = t.normals(shape);
            var left = t.input("x", layout, x, shape);
            var out = t.inout("y", layout.next(), y, shape);
            compute().axpby(1.3, left.view(), -0.4, out.view());
            t.check(out, oracle.axpby(1.3, x, -0.4, y));
            var overwritten = t.output("y", layout.next(), shape);
            compute().axpby(-2, left.view(), 0, overwritten.view());
            t.check(overwritten, oracle.axpby(-2, x, 0, y));
            var alpha = t.normals(1);
            var beta = t.normals(1);
            var again = t.inout("y", layout, y, shape);
            compute().axpby(Scalar.of(t.view(alpha, 1)), left.view(), Scalar.of(t.view(beta, 1)), again.view());
            t.check(again, oracle.axpby(alpha[0], x, beta[0], y));
        });
    }

    @ParameterizedTest
    @EnumSource
    default void activation(Activation f) {
        var oracle = new ElementwiseOracle(tolerance());
        forEachMatrix(f.name(), (t, layout, shape) -> {
            // From the middle, where functions bend, to the far ends, where they saturate.
            var values = t.random().nextBoolean() ? t.normals(shape) : t.uniform(-40, 40, shape);
            var out = t.output("out", layout.next(), shape);
            compute().activation(f, t.input("z", layout, values, shape).view(), out.view());
            t.check(out, oracle.activation(f, values));
            var both = t.inout("z and out", layout, values, shape);
            compute().activation(f, both.view(), both.view());
            t.check(both, oracle.activation(f, values));
        });
    }

    @ParameterizedTest
    @EnumSource
    default void activationBackward(Activation f) {
        var oracle = new ElementwiseOracle(tolerance());
        forEachMatrix(f + " backward", (t, layout, shape) -> {
            var saved = t.saved(f, shape);
            var upstream = t.normals(shape);
            var expected = oracle.activationBackward(f, saved, upstream);
            var a = t.input("saved", layout, saved, shape);
            var g = t.input("upstream", layout.next(), upstream, shape);
            var out = t.output("out", layout.next().next(), shape);
            compute().activationBackward(f, a.view(), g.view(), out.view());
            t.check(out, expected);
            var inUpstream = t.inout("upstream and out", layout, upstream, shape);
            compute().activationBackward(f, a.view(), inUpstream.view(), inUpstream.view());
            t.check(inUpstream, expected);
            var inSaved = t.inout("saved and out", layout, saved, shape);
            compute().activationBackward(f, inSaved.view(), g.view(), inSaved.view());
            t.check(inSaved, expected);
        });
    }

    @Test
    default void dropout() {
        var oracle = new ElementwiseOracle(tolerance());
        forEachMatrix("dropout", (t, layout, shape) -> {
            var x = t.normals(shape);
            var dropout = new Dropout(0.3, t.random().nextLong(), t.random().nextInt(100));
            // Beyond 32 bits: rows of the last part of a long run.
            long step = t.random().nextLong(1L << 40);
            long firstRow = t.random().nextLong(1L << 40);
            var expected = oracle.dropout(x, Math.max((int) shape[1], 1), dropout, step, firstRow);
            var out = t.output("out", layout.next(), shape);
            compute().dropout(t.input("x", layout, x, shape).view(), dropout, new Counter(step), new Counter(firstRow),
                    out.view());
            t.check(out, expected);
            var both = t.inout("x and out", layout, x, shape);
            compute().dropout(both.view(), dropout, new Counter(step), new Counter(firstRow), both.view());
            t.check(both, expected);
        });
    }

    private void forEachMatrix(String operation, MatrixTrial body) {
        for (var shape : Sizes.matrices())
            for (var layout : Layout.forShape(shape))
                try (var t = new Trial(compute(), operation + " of " + Sizes.text(shape) + " " + layout)) {
                    body.run(t, layout, shape);
                }
    }

    /** One case of {@link #forEachMatrix}. */
    interface MatrixTrial {
        /** Runs and checks. */
        void run(Trial t, Layout layout, long... shape);
    }
}
