package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.View;

/** Workloads of softmax, losses and batch normalisation. */
final class TrainingWorkloads {
    private static final double MOMENTUM = 0.9;
    private static final double EPSILON = 1e-5;

    private TrainingWorkloads() {}

    static Workload softmaxRows(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var out = w.output(() -> new SoftmaxOracle(w.tolerance(), values, m, n).softmaxRows(), m, n);
        // A comparison, a difference, an exponential, a sum, a product.
        return w.build(m, n, 5, 2, () -> w.compute().softmaxRows(x, out));
    }

    static Workload logSoftmaxRows(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var out = w.output(() -> new SoftmaxOracle(w.tolerance(), values, m, n).logSoftmaxRows(), m, n);
        return w.build(m, n, 5, 2, () -> w.compute().logSoftmaxRows(x, out));
    }

    static Workload softmaxCrossEntropy(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var classes = w.integers(m, n);
        var oracle = new SoftmaxOracle(w.tolerance(), values, m, n);
        var logits = w.input(values, m, n);
        var labels = w.indices(classes);
        var loss = w.output(() -> oracle.loss(classes), 1, 1);
        var correct = w.output(() -> Expected.exactly(oracle.correct(classes)), 1, 1);
        var gradient = w.output(() -> oracle.gradient(classes), m, n);
        return w.build(m, n, 6, 2, () -> w.compute().softmaxCrossEntropy(logits, labels, loss, correct, gradient));
    }

    static Workload sigmoidCrossEntropy(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var wanted = w.fractions(m * n);
        var oracle = new LossOracle(w.tolerance());
        var logits = w.input(values, m, n);
        var targets = w.input(wanted, m, n);
        var loss = w.output(() -> oracle.sigmoidCrossEntropy(values, wanted), 1, 1);
        var correct = w.output(() -> Expected.exactly(LossOracle.correct(values, wanted)), 1, 1);
        var gradient = w.output(() -> oracle.sigmoidCrossEntropyGradient(values, wanted), m, n);
        return w.build(m, n, 9, 3, () -> w.compute().sigmoidCrossEntropy(logits, targets, loss, correct, gradient));
    }

    static Workload meanSquaredError(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var wanted = w.normals(m * n);
        var oracle = new LossOracle(w.tolerance());
        var predictions = w.input(values, m, n);
        var targets = w.input(wanted, m, n);
        var loss = w.output(() -> oracle.meanSquaredError(values, wanted), 1, 1);
        var gradient = w.output(() -> oracle.meanSquaredErrorGradient(values, wanted), m, n);
        return w.build(m, n, 4, 3, () -> w.compute().meanSquaredError(predictions, targets, loss, gradient));
    }

    static Workload batchNormTrain(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var gamma = w.normals(n);
        var beta = w.normals(n);
        var mean = w.normals(n);
        var variance = w.fractions(n);
        var oracle = new BatchNormOracle(w.tolerance(), values, m, n);
        var x = w.input(values, m, n);
        var norm = norm(w, gamma, beta, mean, variance, w.output(() -> oracle.mean(), 1, n),
                w.output(() -> oracle.inverse(EPSILON), 1, n), n);
        w.result(norm.runningMean(), () -> oracle.runningMean(MOMENTUM, mean));
        w.result(norm.runningVariance(), () -> oracle.runningVariance(MOMENTUM, variance));
        var out = w.output(() -> oracle.train(gamma, beta, EPSILON, Activation.RELU), m, n);
        // Sum, difference, square, sum of squares, scale, shift, activation.
        return w.build(m, n, 8, 2, () -> w.compute().batchNormTrain(norm, x, out));
    }

    static Workload batchNormInfer(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var gamma = w.normals(n);
        var beta = w.normals(n);
        var mean = w.normals(n);
        var variance = w.fractions(n);
        var oracle = new BatchNormOracle(w.tolerance(), values, m, n);
        var x = w.input(values, m, n);
        var norm = norm(w, gamma, beta, mean, variance, w.scope().allocate(1, n), w.scope().allocate(1, n), n);
        var out = w.output(() -> oracle.infer(mean, variance, gamma, beta, EPSILON, Activation.RELU), m, n);
        return w.build(m, n, 4, 2, () -> w.compute().batchNormInfer(norm, x, out));
    }

    static Workload batchNormBackward(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var gradients = w.normals(m * n);
        var gamma = w.normals(n);
        var beta = w.normals(n);
        var mean = w.normals(n);
        var inverse = w.fractions(n);
        var expected = new BatchNormOracle(w.tolerance(), values, m, n).backward(mean, inverse, gamma, gradients);
        var x = w.input(values, m, n);
        var upstream = w.input(gradients, m, n);
        var norm = norm(w, gamma, beta, mean, inverse, w.input(mean, 1, n), w.input(inverse, 1, n), n);
        var gradGamma = w.output(() -> expected.gamma(), 1, n);
        var gradBeta = w.output(() -> expected.beta(), 1, n);
        var out = w.output(() -> expected.x(), m, n);
        return w.build(m, n, 10, 3,
                () -> w.compute().batchNormBackward(norm, x, upstream, gradGamma, gradBeta, out));
    }

    private static BatchNorm norm(WorkloadBuilder w, double[] gamma, double[] beta, double[] mean, double[] variance,
            View savedMean, View savedInverse, int n) {
        return new BatchNorm(w.input(gamma, 1, n), w.input(beta, 1, n), w.input(mean, 1, n), w.input(variance, 1, n),
                savedMean, savedInverse, MOMENTUM, EPSILON, Activation.RELU);
    }
}
