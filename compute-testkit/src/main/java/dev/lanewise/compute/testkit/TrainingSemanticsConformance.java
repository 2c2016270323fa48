package dev.lanewise.compute.testkit;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;

import dev.lanewise.compute.Activation;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

/** The part of docs/semantics.md that is about softmax, losses and batch normalisation. */
public interface TrainingSemanticsConformance extends Fixture {
    @Test
    default void softmaxOfSpecialRows() {
        for (int n : new int[]{2, 5, 16, 33})
            try (var t = new Trial(compute(), "softmax of special rows of " + n)) {
                // A NaN; plus infinity; nothing but minus infinity; one minus infinity; an ordinary row.
                var x = t.uniform(-1, 1, 5, n);
                x[n - 1] = NaN;
                x[n] = POSITIVE_INFINITY;
                Arrays.fill(x, 2 * n, 3 * n, NEGATIVE_INFINITY);
                x[3 * n] = NEGATIVE_INFINITY;
                var ordinary = new SoftmaxOracle(tolerance(), Arrays.copyOfRange(x, 3 * n, 5 * n), 2, n);
                var out = t.output("out", Layout.DENSE, 5, n);
                compute().softmaxRows(t.view(x, 5, n), out.view());
                t.check(out, afterNanRows(3 * n, ordinary.softmaxRows()));
                compute().logSoftmaxRows(t.view(x, 5, n), out.view());
                t.check(out, afterNanRows(3 * n, ordinary.logSoftmaxRows()));
            }
    }

    @Test
    default void softmaxOfLargeNumbers() {
        try (var t = new Trial(compute(), "softmax of large numbers")) {
            double[] x = {1e30, 1e30, -1e30, 1e4, 9999, -1e4, 5, -1e38, 5};
            var oracle = new SoftmaxOracle(tolerance(), Arrays.stream(x).map(t::round).toArray(), 3, 3);
            var out = t.output("out", Layout.DENSE, 3, 3);
            compute().softmaxRows(t.view(x, 3, 3), out.view());
            t.check(out, oracle.softmaxRows());
        }
    }

    @Test
    default void softmaxOfOneColumn() {
        try (var t = new Trial(compute(), "softmax of one column")) {
            double[] x = {3, -700, 0, 1e30};
            var out = t.output("out", Layout.DENSE, 4, 1);
            compute().softmaxRows(t.view(x, 4, 1), out.view());
            t.check(out, Expected.exactly(1, 1, 1, 1));
            compute().logSoftmaxRows(t.view(x, 4, 1), out.view());
            t.check(out, Expected.exactly(0, 0, 0, 0));
        }
    }

    @Test
    default void labelsOutside() {
        try (var t = new Trial(compute(), "labels outside the classes")) {
            var x = t.normals(4, 19);
            int[] labels = {3, -1, 19, 7};
            var loss = t.output("loss", Layout.DENSE, 1);
            var correct = t.output("correct", Layout.DENSE, 1);
            var gradient = t.output("gradient", Layout.DENSE, 4, 19);
            compute().softmaxCrossEntropy(t.view(x, 4, 19), t.indices(labels), loss.view(), correct.view(),
                    gradient.view());
            var oracle = new SoftmaxOracle(tolerance(), x, 4, 19);
            var expected = oracle.gradient(labels);
            Arrays.fill(expected.values(), 19, 3 * 19, NaN);
            t.check(loss, Expected.exactly(NaN));
            t.check(correct, Expected.exactly(oracle.correct(labels)));
            t.check(gradient, expected);
        }
    }

    @Test
    default void nanInLosses() {
        try (var t = new Trial(compute(), "losses of a NaN")) {
            var x = t.normals(2, 5);
            x[3] = NaN;
            var loss = t.output("loss", Layout.DENSE, 1);
            var other = t.uniform(0, 1, 2, 5);
            compute().softmaxCrossEntropy(t.view(x, 2, 5), t.indices(1, 1), loss.view(), null, null);
            t.check(loss, Expected.exactly(NaN));
            compute().fill(0, loss.view());
            compute().sigmoidCrossEntropy(t.view(x, 2, 5), t.view(other, 2, 5), loss.view(), null, null);
            t.check(loss, Expected.exactly(NaN));
            compute().fill(0, loss.view());
            compute().meanSquaredError(t.view(x, 2, 5), t.view(other, 2, 5), loss.view(), null);
            t.check(loss, Expected.exactly(NaN));
        }
    }

    @Test
    default void tiesCountForTheFirstClass() {
        try (var t = new Trial(compute(), "hits among ties")) {
            double[] x = {2, 2, 1, 2, 2, 1};
            var loss = t.output("loss", Layout.DENSE, 1);
            var correct = t.output("correct", Layout.DENSE, 1);
            compute().softmaxCrossEntropy(t.view(x, 2, 3), t.indices(0, 1), loss.view(), correct.view(), null);
            t.check(correct, Expected.exactly(1));
        }
    }

    @Test
    default void logitsOfZeroCountAsNegative() {
        try (var t = new Trial(compute(), "hits at the decision bound")) {
            var loss = t.output("loss", Layout.DENSE, 1);
            var correct = t.output("correct", Layout.DENSE, 1);
            compute().sigmoidCrossEntropy(t.view(new double[]{0, 0, 0.1, -0.1}, 2, 2),
                    t.view(new double[]{1, 0, 1, 0.5}, 2, 2), loss.view(), correct.view(), null);
            t.check(correct, Expected.exactly(3));
        }
    }

    @Test
    default void largeLogitsKeepTheirLoss() {
        try (var t = new Trial(compute(), "sigmoidCrossEntropy of large logits")) {
            double[] z = {1000, -1000, 1000, -1000, 60, -60};
            double[] targets = {1, 0, 0, 1, 1, 0};
            var loss = t.output("loss", Layout.DENSE, 1);
            var gradient = t.output("gradient", Layout.DENSE, 2, 3);
            compute().sigmoidCrossEntropy(t.view(z, 2, 3), t.view(targets, 2, 3), loss.view(), null, gradient.view());
            var oracle = new LossOracle(tolerance());
            t.check(loss, oracle.sigmoidCrossEntropy(z, targets));
            t.check(gradient, oracle.sigmoidCrossEntropyGradient(z, targets));
        }
    }

    /** With few classes and with many; what is a little larger stays. */
    @Test
    default void tinyGradientsOfLosses() {
        try (var t = new Trial(compute(), "tiny gradients of losses")) {
            var loss = t.output("loss", Layout.DENSE, 1);
            for (int n : new int[]{3, 40}) {
                var logits = new double[3 * n];
                // e^-69 is 2^-100, and there are three rows.
                logits[0] = 90;
                logits[n] = 70;
                logits[2 * n] = 60;
                int[] labels = {0, 0, 0};
                var expected = new SoftmaxOracle(tolerance(), logits, 3, n).gradient(labels);
                for (int i = 0; i < 2; i++) {
                    Arrays.fill(expected.values(), i * n + 1, (i + 1) * n, 0);
                    Arrays.fill(expected.bounds(), i * n + 1, (i + 1) * n, 0);
                }
                var gradient = t.output("gradient of softmax", Layout.DENSE, 3, n);
                compute().softmaxCrossEntropy(t.view(logits, 3, n), t.indices(labels), loss.view(), null,
                        gradient.view());
                t.check(gradient, expected);
            }
            double[] z = {-90, -70, -60};
            var targets = new double[3];
            var expected = new LossOracle(tolerance()).sigmoidCrossEntropyGradient(z, targets);
            var gradient = t.output("gradient", Layout.DENSE, 3, 1);
            compute().sigmoidCrossEntropy(t.view(z, 3, 1), t.view(targets, 3, 1), loss.view(), null, gradient.view());
            t.check(gradient, withoutFirstTwo(expected));
            double[] errors = {1e-37, 1e-31, 1e-29};
            expected = new LossOracle(tolerance()).meanSquaredErrorGradient(errors, targets);
            compute().meanSquaredError(t.view(errors, 3, 1), t.view(targets, 3, 1), loss.view(), gradient.view());
            expected.bounds()[2] += tolerance().relative(1, expected.values()[2]);
            t.check(gradient, withoutFirstTwo(expected));
        }
    }

    private static Expected withoutFirstTwo(Expected expected) {
        Arrays.fill(expected.values(), 0, 2, 0);
        Arrays.fill(expected.bounds(), 0, 2, 0);
        return expected;
    }

    @Test
    default void lossesOfNothing() {
        try (var t = new Trial(compute(), "losses without rows")) {
            var nothing = t.view(new double[0], 0, 3);
            var loss = t.inout("loss", Layout.OFFSET, new double[]{5}, 1);
            var correct = t.output("correct", Layout.OFFSET, 1);
            compute().softmaxCrossEntropy(nothing, t.indices(), loss.view(), correct.view(), null);
            t.check(loss, Expected.exactly(NaN));
            t.check(correct, Expected.exactly(0));
            compute().fill(5, loss.view());
            compute().sigmoidCrossEntropy(nothing, nothing, loss.view(), correct.view(), null);
            t.check(loss, Expected.exactly(NaN));
            compute().fill(5, loss.view());
            compute().meanSquaredError(nothing, nothing, loss.view(), null);
            t.check(loss, Expected.exactly(NaN));
        }
    }

    @Test
    default void varianceOfOneRow() {
        try (var t = new Trial(compute(), "batchNormTrain of one row")) {
            var x = t.normals(1, 19);
            var norm = new BatchNormTrial(t, Layout.DENSE, 19, 0.5, 0.25, Activation.IDENTITY);
            var out = t.output("out", Layout.DENSE, 1, 19);
            compute().batchNormTrain(norm.norm(), t.view(x, 1, 19), out.view());
            var inverse = new double[19];
            Arrays.fill(inverse, 2);
            t.check(norm.savedMean(), Expected.exactly(x));
            t.check(norm.savedInverse(), new Expected(inverse, within(Tolerance.ROOT + Tolerance.DIVISION, inverse)));
            var oracle = new BatchNormOracle(tolerance(), x, 1, 19);
            t.check(norm.runningVariance(), oracle.runningVariance(0.5, norm.oldVariance()));
            t.check(out, oracle.train(norm.gamma(), norm.beta(), 0.25, Activation.IDENTITY));
        }
    }

    @Test
    default void nanStaysInItsColumn() {
        try (var t = new Trial(compute(), "batchNormTrain of a NaN")) {
            var x = t.normals(5, 19);
            var norm = new BatchNormTrial(t, Layout.DENSE, 19, 0.5, 1e-5, Activation.RELU);
            var expected = new BatchNormOracle(tolerance(), x, 5, 19).train(norm.gamma(), norm.beta(), 1e-5,
                    Activation.RELU);
            x[2 * 19 + 18] = NaN;
            for (int i = 0; i < 5; i++)
                expected.values()[i * 19 + 18] = NaN;
            var out = t.output("out", Layout.DENSE, 5, 19);
            compute().batchNormTrain(norm.norm(), t.view(x, 5, 19), out.view());
            t.check(out, expected);
        }
    }

    private double[] within(double units, double... values) {
        return Arrays.stream(values).map(v -> tolerance().relative(units, v)).toArray();
    }

    /** Rows of NaN, then the expected ones. */
    private static Expected afterNanRows(int count, Expected expected) {
        int length = count + expected.values().length;
        var values = new double[length];
        var bounds = new double[length];
        Arrays.fill(values, 0, count, NaN);
        System.arraycopy(expected.values(), 0, values, count, length - count);
        System.arraycopy(expected.bounds(), 0, bounds, count, length - count);
        return new Expected(values, bounds);
    }
}
