package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.UnaryOp;

/** The elementwise operations. */
final class ElementwiseProblems {
    private ElementwiseProblems() {}

    static Problem unary(ProblemBuilder p, UnaryOp op, int m, int n) {
        boolean positive = op == UnaryOp.SQRT || op == UnaryOp.LOG || op == UnaryOp.RECIPROCAL;
        var x = positive ? p.fractions("x", m, n) : p.normals("x", m, n);
        var out = p.output("out", () -> oracle(p).unary(op, x.values()), m, n);
        return p.build(out, m, n, 1, 2, w -> () -> w.compute().unary(op, w.view(x), w.view(out)));
    }

    static Problem binary(ProblemBuilder p, BinaryOp op, int m, int n) {
        var a = p.normals("a", m, n);
        var b = op == BinaryOp.DIV ? p.fractions("b", m, n) : p.normals("b", m, n);
        var out = p.output("out", () -> oracle(p).binary(op, a.values(), b.values()), m, n);
        return p.build(out, m, n, 1, 3, w -> () -> w.compute().binary(op, w.view(a), w.view(b), w.view(out)));
    }

    /** A bias row on every row. */
    static Problem addRow(ProblemBuilder p, int m, int n) {
        var a = p.normals("a", m, n);
        var b = p.normals("b", 1, n);
        var out = p.output("out", () -> oracle(p).binary(BinaryOp.ADD, a.values(),
                ElementwiseOracle.repeatRow(b.values(), m)), m, n);
        return p.build(out, m, n, 1, 2, w -> {
            var row = w.view(b).broadcast(m, n);
            return () -> w.compute().add(w.view(a), row, w.view(out));
        });
    }

    static Problem addTransposed(ProblemBuilder p, int m, int n) {
        var a = p.normals("a", m, n);
        var b = p.normals("b", n, m);
        var out = p.output("out", () -> oracle(p).binary(BinaryOp.ADD, a.values(),
                GemmProblems.transposed(b.values(), n, m)), m, n);
        return p.build(out, m, n, 1, 3, w -> {
            var transposed = w.view(b).transposed();
            return () -> w.compute().add(w.view(a), transposed, w.view(out));
        });
    }

    static Problem scale(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var alpha = Scalar.of(0.75);
        var out = p.output("out", () -> oracle(p).scale(0.75, x.values()), m, n);
        return p.build(out, m, n, 1, 2, w -> () -> w.compute().scale(alpha, w.view(x), w.view(out)));
    }

    /** {@code y = 0.75 x + 0.25 y}, in place. */
    static Problem axpby(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var y = p.normals("y", m, n);
        var alpha = Scalar.of(0.75);
        var beta = Scalar.of(0.25);
        y.leaves(Reference.of(() -> oracle(p).axpby(0.75, x.values(), 0.25, y.values())));
        return p.build(y, m, n, 3, 3, w -> () -> w.compute().axpby(alpha, w.view(x), beta, w.view(y)));
    }

    static Problem activation(ProblemBuilder p, Activation f, int m, int n) {
        var x = p.normals("x", m, n);
        var out = p.output("out", () -> oracle(p).activation(f, x.values()), m, n);
        // One function; GELU and SiLU multiply it by z.
        double flops = f == Activation.GELU || f == Activation.SILU ? 2 : 1;
        return p.build(out, m, n, flops, 2, w -> () -> w.compute().activation(f, w.view(x), w.view(out)));
    }

    static Problem activationBackward(ProblemBuilder p, Activation f, int m, int n) {
        var saved = f.saved() == Activation.Saved.OUTPUT ? p.fractions("a", m, n) : p.normals("z", m, n);
        var upstream = p.normals("upstream", m, n);
        var out = p.output("out", () -> oracle(p).activationBackward(f, saved.values(), upstream.values()), m, n);
        return p.build(out, m, n, 1 + flopsOfDerivative(f), 3,
                w -> () -> w.compute().activationBackward(f, w.view(saved), w.view(upstream), w.view(out)));
    }

    /** Of the formula in {@link Activation}, where a function counts as one. */
    private static double flopsOfDerivative(Activation f) {
        return switch (f) {
            case IDENTITY, RELU, LEAKY_RELU, SOFTPLUS -> 1;
            case SIGMOID, TANH -> 2;
            case GELU -> 4;
            case SILU -> 5;
        };
    }

    /** Inverted dropout of rate 0.2. */
    static Problem dropout(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var dropout = new Dropout(0.2, 7, 1);
        var step = new Counter(3);
        var firstRow = new Counter(64);
        var out = p.output("out", () -> oracle(p).dropout(x.values(), n, dropout, 3, 64), m, n);
        return p.build(out, m, n, 1, 2,
                w -> () -> w.compute().dropout(w.view(x), dropout, step, firstRow, w.view(out)));
    }

    private static ElementwiseOracle oracle(ProblemBuilder p) { return new ElementwiseOracle(p.tolerance()); }
}
