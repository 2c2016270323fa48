package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Softmax, losses with their gradients, batch normalisation. */
public interface TrainingConformance extends Fixture {
    @Test
    default void softmaxRows() {
        forEachLogits("softmaxRows", (t, layout, x, m, n) -> {
            var expected = new SoftmaxOracle(tolerance(), x, m, n).softmaxRows();
            var out = t.output("out", layout.next(), m, n);
            compute().softmaxRows(t.input("x", layout, x, m, n).view(), out.view());
            t.check(out, expected);
            var both = t.inout("x and out", layout, x, m, n);
            compute().softmaxRows(both.view(), both.view());
            t.check(both, expected);
        });
    }

    @Test
    default void logSoftmaxRows() {
        forEachLogits("logSoftmaxRows", (t, layout, x, m, n) -> {
            var expected = new SoftmaxOracle(tolerance(), x, m, n).logSoftmaxRows();
            var out = t.output("out", layout.next(), m, n);
            compute().logSoftmaxRows(t.input("x", layout, x, m, n).view(), out.view());
            t.check(out, expected);
            var both = t.inout("x and out", layout, x, m, n);
            compute().logSoftmaxRows(both.view(), both.view());
            t.check(both, expected);
        });
    }

    @Test
    default void softmaxCrossEntropy() {
        forEachLogits("softmaxCrossEntropy", (t, layout, x, m, n) -> {
            if (m == 0 || n == 0)
                return;
            var labels = t.random().ints(m, 0, n).toArray();
            var oracle = new SoftmaxOracle(tolerance(), x, m, n);
            var indices = t.indices(labels);
            var loss = t.output("loss", layout, 1);
            var correct = t.output("correct", layout, 1, 1);
            var gradient = t.output("gradient", layout.next(), m, n);
            var logits = t.input("logits", layout, x, m, n).view();
            compute().softmaxCrossEntropy(logits, indices, loss.view(), correct.view(), gradient.view());
            t.check(loss, oracle.loss(labels));
            t.check(correct, Expected.exactly(oracle.correct(labels)));
            t.check(gradient, oracle.gradient(labels));
            var lossAlone = t.output("loss alone", layout, 1);
            compute().softmaxCrossEntropy(logits, indices, lossAlone.view(), null, null);
            t.check(lossAlone, oracle.loss(labels));
            var both = t.inout("logits and gradient", layout, x, m, n);
            compute().softmaxCrossEntropy(both.view(), indices, loss.view(), null, both.view());
            t.check(both, oracle.gradient(labels));
        });
    }

    @Test
    default void sigmoidCrossEntropy() {
        var oracle = new LossOracle(tolerance());
        forEachLogits("sigmoidCrossEntropy", (t, layout, z, m, n) -> {
            if (m == 0 || n == 0)
                return;
            var targets = t.random().nextBoolean()
                    ? t.uniform(0, 1, m, n)
                    : t.random().ints((long) m * n, 0, 2).asDoubleStream().toArray();
            var loss = t.output("loss", layout, 1);
            var correct = t.output("correct", layout, 1);
            var gradient = t.output("gradient", layout.next(), m, n);
            var logits = t.input("logits", layout, z, m, n).view();
            var wanted = t.input("targets", layout.next(), targets, m, n).view();
            compute().sigmoidCrossEntropy(logits, wanted, loss.view(), correct.view(), gradient.view());
            t.check(loss, oracle.sigmoidCrossEntropy(z, targets));
            t.check(correct, Expected.exactly(LossOracle.correct(z, targets)));
            t.check(gradient, oracle.sigmoidCrossEntropyGradient(z, targets));
            var lossAlone = t.output("loss alone", layout, 1);
            compute().sigmoidCrossEntropy(logits, wanted, lossAlone.view(), null, null);
            t.check(lossAlone, oracle.sigmoidCrossEntropy(z, targets));
            var both = t.inout("logits and gradient", layout, z, m, n);
            compute().sigmoidCrossEntropy(both.view(), wanted, loss.view(), null, both.view());
            t.check(both, oracle.sigmoidCrossEntropyGradient(z, targets));
        });
    }

    @Test
    default void meanSquaredError() {
        var oracle = new LossOracle(tolerance());
        forEachMatrix("meanSquaredError", (t, layout, p, m, n) -> {
            if (m == 0 || n == 0)
                return;
            var targets = t.normals(m, n);
            var loss = t.output("loss", layout, 1);
            var gradient = t.output("gradient", layout.next(), m, n);
            var predictions = t.input("predictions", layout, p, m, n).view();
            var wanted = t.input("targets", layout.next(), targets, m, n).view();
            compute().meanSquaredError(predictions, wanted, loss.view(), gradient.view());
            t.check(loss, oracle.meanSquaredError(p, targets));
            t.check(gradient, oracle.meanSquaredErrorGradient(p, targets));
            var lossAlone = t.output("loss alone", layout, 1);
            compute().meanSquaredError(predictions, wanted, lossAlone.view(), null);
            t.check(lossAlone, oracle.meanSquaredError(p, targets));
            var both = t.inout("predictions and gradient", layout, p, m, n);
            compute().meanSquaredError(both.view(), wanted, loss.view(), both.view());
            t.check(both, oracle.meanSquaredErrorGradient(p, targets));
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"GELU", "SILU"})
    default void batchNormTrain(Activation f) {
        forEachMatrix("batchNormTrain " + f, (t, layout, x, m, n) -> {
            if (m == 0)
                return;
            setColumns(t, x, n);
            var norm = new BatchNormTrial(t, layout, n, 0.9, 1e-5, f);
            var oracle = new BatchNormOracle(tolerance(), x, m, n);
            var out = t.output("out", layout.next(), m, n);
            compute().batchNormTrain(norm.norm(), t.input("x", layout, x, m, n).view(), out.view());
            t.check(norm.savedMean(), oracle.mean());
            t.check(norm.savedInverse(), oracle.inverse(1e-5));
            t.check(norm.runningMean(), oracle.runningMean(0.9, norm.oldMean()));
            t.check(norm.runningVariance(), oracle.runningVariance(0.9, norm.oldVariance()));
            t.check(out, oracle.train(norm.gamma(), norm.beta(), 1e-5, f));
            var both = t.inout("x and out", layout, x, m, n);
            compute().batchNormTrain(norm.norm(), both.view(), both.view());
            t.check(both, oracle.train(norm.gamma(), norm.beta(), 1e-5, f));
        });
    }

    /** From the statistics of the forward pass, in each range of numbers. */
    @Test
    default void batchNormTrainBackward() {
        forEachMatrix("batchNormBackward after batchNormTrain", (t, layout, x, m, n) -> {
            if (m == 0)
                return;
            setColumns(t, x, n);
            var norm = new BatchNormTrial(t, layout, n, 0.9, 1e-5, Activation.IDENTITY);
            var oracle = new BatchNormOracle(tolerance(), x, m, n);
            var upstream = t.normals(m, n);
            var expected = oracle.trainBackward(1e-5, norm.gamma(), upstream);
            var input = t.input("x", layout, x, m, n).view();
            var out = t.output("out", layout.next(), m, n);
            var gradGamma = t.output("gradGamma", layout, 1, n);
            var gradBeta = t.output("gradBeta", layout.next(), 1, n);
            compute().batchNormTrain(norm.norm(), input, out.view());
            compute().batchNormBackward(norm.norm(), input, t.input("upstream", layout, upstream, m, n).view(),
                    gradGamma.view(), gradBeta.view(), out.view());
            t.check(gradGamma, expected.gamma());
            t.check(gradBeta, expected.beta());
            t.check(out, expected.x());
        });
    }

    /** Puts each column in some range of its own. */
    private static void setColumns(Trial t, double[] x, int n) {
        for (int j = 0; j < n; j++) {
            var magnitude = Magnitude.any(t.random());
            for (int e = j; e < x.length; e += n)
                x[e] = t.round(magnitude.of(x[e]));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"GELU", "SILU"})
    default void batchNormInfer(Activation f) {
        forEachMatrix("batchNormInfer " + f, (t, layout, x, m, n) -> {
            if (m == 0)
                return;
            var norm = new BatchNormTrial(t, layout, n, 0.9, 1e-3, f);
            var expected = new BatchNormOracle(tolerance(), x, m, n).infer(norm.oldMean(), norm.oldVariance(),
                    norm.gamma(), norm.beta(), 1e-3, f);
            var out = t.output("out", layout.next(), m, n);
            compute().batchNormInfer(norm.norm(), t.input("x", layout, x, m, n).view(), out.view());
            t.check(out, expected);
            t.check(norm.runningMean(), Expected.exactly(norm.oldMean()));
            t.check(norm.runningVariance(), Expected.exactly(norm.oldVariance()));
            var both = t.inout("x and out", layout, x, m, n);
            compute().batchNormInfer(norm.norm(), both.view(), both.view());
            t.check(both, expected);
        });
    }

    @Test
    default void batchNormBackward() {
        forEachMatrix("batchNormBackward", (t, layout, x, m, n) -> {
            if (m == 0)
                return;
            var norm = new BatchNormTrial(t, layout, n, 0.9, 1e-5, Activation.IDENTITY);
            var savedMean = t.normals(1, n);
            var savedInverse = t.uniform(0.5, 3, 1, n);
            compute().upload(savedMean, norm.savedMean().view());
            compute().upload(savedInverse, norm.savedInverse().view());
            var upstream = t.normals(m, n);
            var expected = new BatchNormOracle(tolerance(), x, m, n).backward(savedMean, savedInverse,
                    norm.gamma(), upstream);
            var gradGamma = t.output("gradGamma", layout, 1, n);
            var gradBeta = t.output("gradBeta", layout.next(), 1, n);
            var out = t.output("out", layout.next(), m, n);
            var input = t.input("x", layout, x, m, n).view();
            compute().batchNormBackward(norm.norm(), input, t.input("upstream", layout, upstream, m, n).view(),
                    gradGamma.view(), gradBeta.view(), out.view());
            t.check(gradGamma, expected.gamma());
            t.check(gradBeta, expected.beta());
            t.check(out, expected.x());
            var both = t.inout("upstream and out", layout.next(), upstream, m, n);
            compute().batchNormBackward(norm.norm(), input, both.view(), gradGamma.view(), gradBeta.view(),
                    both.view());
            t.check(both, expected.x());
        });
    }

    /** Each row with an offset of its own, up to where all its elements are one number, or two of either sign. */
    private void forEachLogits(String operation, InputTrial body) {
        forEachMatrix(operation, (t, layout, x, m, n) -> {
            double[] offsets = {0, 0, 1e6, 1e12, -1e15, 1e30};
            for (int i = 0; i < m; i++) {
                double offset = offsets[t.random().nextInt(offsets.length)];
                boolean twoSigns = t.random().nextInt(4) == 0;
                for (int e = i * n; e < (i + 1) * n; e++)
                    x[e] = t.round(x[e] + (twoSigns && t.random().nextBoolean() ? -offset : offset));
            }
            body.run(t, layout, x, m, n);
        });
    }

    private void forEachMatrix(String operation, InputTrial body) {
        for (var shape : Sizes.matrices())
            for (var layout : Layout.forShape(shape))
                try (var t = new Trial(compute(), operation + " of " + Sizes.text(shape) + " " + layout)) {
                    // Spread widely enough for a softmax with small and large terms.
                    var x = t.random().nextBoolean() ? t.normals(shape) : t.uniform(-20, 20, shape);
                    body.run(t, layout, x, (int) shape[0], (int) shape[1]);
                }
    }

    /** One case of {@link #forEachMatrix}. */
    interface InputTrial {
        /** Runs and checks. */
        void run(Trial t, Layout layout, double[] x, int m, int n);
    }
}
