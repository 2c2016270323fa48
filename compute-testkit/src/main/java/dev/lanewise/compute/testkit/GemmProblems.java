package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.View;

import java.util.Arrays;

/** The matrix products, as a dense layer calls them: forward, for the weights, for the input. */
final class GemmProblems {
    private GemmProblems() {}

    static Problem gemm(ProblemBuilder p, GemmShape shape) {
        var factors = new Factors(p, shape);
        var c = factors.result(SampledProduct.isWorthIt(shape)
                ? (what, absolute, got) -> new SampledProduct(p.tolerance(), shape, factors.left(), factors.right())
                        .verify(what, absolute, got)
                : (what, absolute, got) -> {
                    var oracle = factors.oracle();
                    oracle.product().assertMatches(what, absolute, got);
                    oracle.assertTypicalErrors(what, got);
                });
        return factors.build(c, w -> {
            var left = factors.leftOn(w);
            var right = factors.rightOn(w);
            return () -> w.compute().gemm(left, right, w.view(c));
        });
    }

    /** {@code relu(A B + bias)}. */
    static Problem gemmEpilogue(ProblemBuilder p, GemmShape shape) {
        var factors = new Factors(p, shape);
        var bias = p.normals("bias", 1, shape.n());
        var c = factors.result(
                Reference.of(() -> factors.oracle().withBias(bias.values()).activated(Activation.RELU)));
        return factors.build(c, w -> {
            var left = factors.leftOn(w);
            var right = factors.rightOn(w);
            var epilogue = Epilogue.NONE.withBias(w.view(bias)).withActivation(Activation.RELU);
            return () -> w.compute().gemm(1, left, right, 0, w.view(c), epilogue);
        });
    }

    /** {@code A B * relu'(saved)}. */
    static Problem gemmDerivative(ProblemBuilder p, GemmShape shape) {
        var factors = new Factors(p, shape);
        var saved = p.normals("saved", shape.m(), shape.n());
        var c = factors.result(
                Reference.of(() -> factors.oracle().derived(Activation.RELU, saved.values())));
        return factors.build(c, w -> {
            var left = factors.leftOn(w);
            var right = factors.rightOn(w);
            var epilogue = Epilogue.NONE.withDerivative(Activation.RELU, w.view(saved));
            return () -> w.compute().gemm(1, left, right, 0, w.view(c), epilogue);
        });
    }

    /** With the sums of B's columns: the gradients of weights and bias. */
    static Problem gemmSums(ProblemBuilder p, GemmShape shape) {
        var factors = new Factors(p, shape);
        var sums = p.output("rightSums", () -> new ReductionOracle(p.tolerance()).columns(Reduction.SUM,
                factors.right(), shape.k(), shape.n()), 1, shape.n());
        var c = factors.result(Reference.of(() -> factors.oracle().product()));
        return factors.build(c, w -> {
            var left = factors.leftOn(w);
            var right = factors.rightOn(w);
            var epilogue = Epilogue.NONE.withRightSums(w.view(sums));
            return () -> w.compute().gemm(1, left, right, 0, w.view(c), epilogue);
        });
    }

    /** With a packed B that is refreshed before each product, as after an optimiser step. */
    static Problem gemmPacked(ProblemBuilder p, GemmShape shape) {
        var factors = new Factors(p, shape);
        var c = factors.result(Reference.of(() -> factors.oracle().product()));
        return factors.build(c, w -> {
            var left = factors.leftOn(w);
            var right = w.scope().pack(factors.rightOn(w), PackedMatrix.Role.RIGHT);
            return () -> {
                w.compute().repack(right);
                w.compute().gemm(left, right, w.view(c));
            };
        });
    }

    /** Three products, m x n by n x n, that share their B. */
    static Problem gemmBatched(ProblemBuilder p, int m, int n) {
        var shape = GemmShape.of(3 * m, n, n);
        var a = p.normals("a", 3, m, n);
        var b = p.normals("b", n, n);
        var c = p.output("c", () -> oracle(p, shape, a.values(), b.values()).product(), 3, m, n);
        return build(p, shape, c, w -> {
            var shared = w.view(b).broadcast(3, n, n);
            return () -> w.compute().gemmBatched(1, w.view(a), shared, 0, w.view(c));
        });
    }

    /** Products of one shape, each of factors of its own. */
    static Problem batch(ProblemBuilder p, int batch, GemmShape shape) {
        var a = p.normals("a", batch, shape.m(), shape.k());
        var b = p.normals("b", batch, shape.k(), shape.n());
        var c = p.scratch("c", batch, shape.m(), shape.n()).leaves((what, absolute, got) -> {
            var left = a.values();
            var right = b.values();
            for (int i = 0; i < batch; i++) {
                var oracle = oracle(p, shape, part(left, i, batch), part(right, i, batch));
                String product = what + ", product " + i;
                oracle.product().assertMatches(product, absolute, part(got, i, batch));
                oracle.assertTypicalErrors(product, part(got, i, batch));
            }
        });
        return new Problem(p, batch + "x" + shape.size(), batch * shape.flops(), batch * shape.accesses(), c,
                w -> () -> w.compute().gemmBatched(1, w.view(a), w.view(b), 0, w.view(c)));
    }

    private static double[] part(double[] all, int index, int parts) {
        int length = all.length / parts;
        return Arrays.copyOfRange(all, index * length, (index + 1) * length);
    }

    /** Returns the transpose of a matrix of rows x cols. */
    static double[] transposed(double[] x, int rows, int cols) {
        var result = new double[x.length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < cols; j++)
                result[j * rows + i] = x[i * cols + j];
        return result;
    }

    private static GemmOracle oracle(ProblemBuilder p, GemmShape shape, double[] a, double[] b) {
        return new GemmOracle(p.tolerance(), shape.m(), shape.k(), shape.n(), 1, a, b, 0, null);
    }

    private static Problem build(ProblemBuilder p, GemmShape shape, Variable result, Problem.Call call) {
        return new Problem(p, shape.size(), shape.flops(), shape.accesses(), result, call);
    }

    /** A and B as they are stored, and as the product takes them. */
    private static final class Factors {
        private final ProblemBuilder p;
        private final GemmShape shape;
        private final Variable a;
        private final Variable b;

        Factors(ProblemBuilder p, GemmShape shape) {
            this.p = p;
            this.shape = shape;
            a = shape.transposeA() ? p.normals("a", shape.k(), shape.m()) : p.normals("a", shape.m(), shape.k());
            b = shape.transposeB() ? p.normals("b", shape.n(), shape.k()) : p.normals("b", shape.k(), shape.n());
            a.withStride(shape.stride());
            b.withStride(shape.stride());
        }

        Variable result(Reference reference) {
            return p.scratch("c", shape.m(), shape.n()).withStride(shape.stride()).leaves(reference);
        }

        Problem build(Variable result, Problem.Call call) { return GemmProblems.build(p, shape, result, call); }

        /** Returns m x k values. */
        double[] left() {
            return shape.transposeA() ? transposed(a.values(), shape.k(), shape.m()) : a.values();
        }

        /** Returns k x n values. */
        double[] right() {
            return shape.transposeB() ? transposed(b.values(), shape.n(), shape.k()) : b.values();
        }

        GemmOracle oracle() { return GemmProblems.oracle(p, shape, left(), right()); }

        View leftOn(Workload w) { return shape.transposeA() ? w.view(a).transposed() : w.view(a); }

        View rightOn(Workload w) { return shape.transposeB() ? w.view(b).transposed() : w.view(b); }
    }
}
