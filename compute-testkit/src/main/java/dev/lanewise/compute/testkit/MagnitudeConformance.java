package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.UnaryOp;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

/**
 * The part of docs/semantics.md that is about magnitudes: numbers whose sums or squares leave the range of the element
 * type, that differ in their last digits alone, that are denormal, and very many of them.
 */
public interface MagnitudeConformance extends Fixture {
    /** Times of ten minutes, neighbours in float32, numbers near the end of the range: some equal, some of two signs. */
    @Test
    default void batchNormOfLargeMeans() {
        try (var t = new Trial(compute(), "batchNormTrain of large means")) {
            int m = 64;
            int n = 6;
            var x = new double[m * n];
            for (int i = 0; i < m; i++) {
                x[i * n] = 1.7e9 + 600.0 * i / (m - 1);
                x[i * n + 1] = 1e5 + 0.01 * Math.sin(i);
                x[i * n + 2] = 3e38;
                x[i * n + 3] = 2e38 + 1e38 * Math.sin(i);
                x[i * n + 4] = i % 2 == 0 ? 1e38 : -1e38;
                x[i * n + 5] = i == 0 ? 1e20 : 0;
            }
            Arrays.setAll(x, e -> t.round(x[e]));
            var norm = new BatchNormTrial(t, Layout.DENSE, n, 0, 1e-5, Activation.IDENTITY);
            var oracle = new BatchNormOracle(tolerance(), x, m, n);
            var out = t.output("out", Layout.DENSE, m, n);
            compute().batchNormTrain(norm.norm(), t.view(x, m, n), out.view());
            t.check(norm.savedMean(), oracle.mean());
            t.check(norm.savedInverse(), oracle.inverse(1e-5));
            t.check(norm.runningMean(), oracle.runningMean(0, norm.oldMean()));
            t.check(norm.runningVariance(), oracle.runningVariance(0, norm.oldVariance()));
            t.check(out, oracle.train(norm.gamma(), norm.beta(), 1e-5, Activation.IDENTITY));

            var upstream = t.normals(m, n);
            var expected = oracle.trainBackward(1e-5, norm.gamma(), upstream);
            var gradGamma = t.output("gradGamma", Layout.DENSE, 1, n);
            var gradBeta = t.output("gradBeta", Layout.DENSE, 1, n);
            compute().batchNormBackward(norm.norm(), t.view(x, m, n), t.view(upstream, m, n), gradGamma.view(),
                    gradBeta.view(), out.view());
            t.check(gradGamma, expected.gamma());
            t.check(gradBeta, expected.beta());
            t.check(out, expected.x());
        }
    }

    /**
     * A placeholder in the first row, of many: its distance from the mean is as many times the variance as there are
     * rows, and cancels digits of whatever is measured from there.
     */
    @Test
    default void batchNormWithAnOutlierFirst() {
        try (var t = new Trial(compute(), "batchNormTrain with an outlier first")) {
            int m = 20_000;
            int n = 4;
            var x = t.normals(m, n);
            x[0] = t.round(-1e6);
            x[1] = t.round(1e30);
            for (int i = 0; i < m; i++)
                x[i * n + 2] = t.round(i == 0 ? 3e38 : -3e38);
            var norm = new BatchNormTrial(t, Layout.DENSE, n, 0, 1e-5, Activation.IDENTITY);
            var out = t.output("out", Layout.DENSE, m, n);
            compute().batchNormTrain(norm.norm(), t.view(x, m, n), out.view());
            var oracle = new BatchNormOracle(tolerance(), x, m, n);
            t.check(norm.runningMean(), oracle.runningMean(0, norm.oldMean()));
            t.check(norm.runningVariance(), oracle.runningVariance(0, norm.oldVariance()));
            t.check(out, oracle.train(norm.gamma(), norm.beta(), 1e-5, Activation.IDENTITY));
        }
    }

    /** What a variance beyond the range becomes, as running statistic: no number is far from the mean then. */
    @Test
    default void infiniteRunningVariance() {
        try (var t = new Trial(compute(), "batchNormInfer with an infinite variance")) {
            var norm = new BatchNormTrial(t, Layout.DENSE, 19, 0.5, 1e-5, Activation.IDENTITY);
            compute().fill(Double.POSITIVE_INFINITY, norm.runningVariance().view());
            compute().fill(-3e38, norm.runningMean().view());
            var x = t.normals(5, 19);
            Arrays.fill(x, 0, 19, t.round(3e38));
            var out = t.output("out", Layout.DENSE, 5, 19);
            compute().batchNormInfer(norm.norm(), t.view(x, 5, 19), out.view());
            t.check(out, Expected.exactly(ElementwiseOracle.repeatRow(norm.beta(), 5)));
        }
    }

    /** Of few classes and of many. */
    @Test
    default void crossEntropyOfEqualLogits() {
        for (int n : new int[]{3, 10, 1000})
            for (double logit : new double[]{1e12, -1e15, 1e30, 3e38})
                try (var t = new Trial(compute(), "cross-entropy of " + n + " logits of " + logit)) {
                    var logits = t.view(new double[]{t.round(logit)}, 1, 1).broadcast(2, n);
                    var loss = t.output("loss", Layout.DENSE, 1);
                    var expected = new Expected(new double[]{Math.log(n)},
                            new double[]{tolerance().relative(n + Tolerance.EXPONENTIAL, Math.log(n))});
                    compute().softmaxCrossEntropy(logits, t.indices(0, n - 1), loss.view(), null, null);
                    t.check(loss, expected);
                    var gradient = t.output("gradient", Layout.DENSE, 2, n);
                    compute().softmaxCrossEntropy(logits, t.indices(0, n - 1), loss.view(), null, gradient.view());
                    t.check(loss, expected);
                }
    }

    /**
     * Of a number that is not exact in binary, so that nearly each addition rounds, for a long time in one direction. A
     * lane adds up to 2^12 numbers of a chunk, or chunks, before its sum is added to another. In float64 plain loops
     * may add one after the other.
     */
    @Test
    default void sumOfALongRow() {
        // Where one float stops counting; shorter for an interpreter, to which the chunks are the same.
        int n = (Sizes.SMALL ? 1 << 16 : 1 << 24) + 3;
        try (var t = new Trial(compute(), "the sum of " + n)) {
            double value = t.round(0.1);
            var out = t.output("out", Layout.DENSE, 1, 1);
            compute().reduceRows(Reduction.SUM, t.view(new double[]{value}, 1, 1).broadcast(1, n), out.view());
            t.check(out, within(compute().elementType() == ElementType.FLOAT64 ? n : 1 << 13, n * value));
        }
    }

    @Test
    default void denormalInputs() {
        double tiny = tolerance().tiny();
        try (var t = new Trial(compute(), "denormal inputs")) {
            var x = new double[35];
            var factors = new double[]{0.5, -0.5, 0.4, -0.3};
            Arrays.setAll(x, i -> t.round(tiny * factors[i % 4]));
            int n = x.length;
            var view = t.view(x, 1, n);
            var oracle = new ElementwiseOracle(tolerance());
            var out = t.output("out", Layout.DENSE, 1, n);
            for (var op : UnaryOp.values()) {
                compute().unary(op, view, out.view());
                oracle.unary(op, x).assertMatches(t.what() + ": " + op, out.values());
            }
            var others = Arrays.stream(x).map(v -> -0.75 * v).map(t::round).toArray();
            for (var op : BinaryOp.values()) {
                compute().binary(op, view, t.view(others, 1, n), out.view());
                oracle.binary(op, x, others).assertMatches(t.what() + ": " + op, out.values());
            }
            for (var f : Activation.values()) {
                compute().activation(f, view, out.view());
                oracle.activation(f, x).assertMatches(t.what() + ": " + f, out.values());
            }
            // Large enough to be seen.
            var scaled = within(2, Arrays.stream(x).map(v -> v * 0x1p40).toArray());
            compute().scale(0x1p40, view, out.view());
            t.check(out, scaled);
            compute().fill(0, out.view());
            compute().axpby(0x1p40, view, 1, out.view());
            t.check(out, scaled);

            var reductions = new ReductionOracle(tolerance());
            var one = t.output("one", Layout.DENSE, 1, 1);
            for (var op : Reduction.values()) {
                compute().reduceRows(op, view, one.view());
                t.check(one, reductions.all(op, x));
                compute().reduceAll(op, view, one.view());
                t.check(one, reductions.all(op, x));
                compute().reduceColumns(op, view.transposed(), one.view());
                t.check(one, reductions.all(op, x));
            }
            compute().norm(view, one.view());
            t.check(one, reductions.norm(x));
            var best = t.indices(-7);
            compute().argmaxRows(t.view(new double[]{-tiny / 2, -tiny / 4, tiny / 8, tiny / 2, 0}, 1, 5), best);
            var got = new int[1];
            compute().download(best, got);
            assertArrayEquals(new int[]{3}, got, t.what());
        }
    }

    /** What trains a network may take them as zero. */
    @Test
    default void denormalFactors() {
        try (var t = new Trial(compute(), "products of denormal numbers")) {
            double value = tolerance().tiny() / 4;
            var a = t.view(new double[]{value}, 1, 1).broadcast(5, 9);
            var b = t.view(new double[]{0x1p40}, 1, 1).broadcast(9, 33);
            var c = t.output("c", Layout.DENSE, 5, 33);
            compute().gemm(a, b, c.view());
            var whole = new double[5 * 33];
            Arrays.fill(whole, 9 * value * 0x1p40);
            for (double got : c.values())
                if (got != 0)
                    within(18, whole).assertMatches(t.what(), c.values());
        }
    }

    private Expected within(double units, double... values) {
        return new Expected(values, Arrays.stream(values).map(v -> tolerance().relative(units, v)).toArray());
    }
}
