package dev.lanewise.compute.testkit;

/** Softmax and the losses. */
final class LossProblems {
    private LossProblems() {}

    static Problem softmaxRows(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var out = p.output("out", () -> new SoftmaxOracle(p.tolerance(), x.values(), m, n).softmaxRows(), m, n);
        // A comparison, a difference, an exponential, a sum, a product.
        return p.build(out, m, n, 5, 2, w -> () -> w.compute().softmaxRows(w.view(x), w.view(out)));
    }

    static Problem logSoftmaxRows(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var out = p.output("out", () -> new SoftmaxOracle(p.tolerance(), x.values(), m, n).logSoftmaxRows(), m, n);
        return p.build(out, m, n, 5, 2, w -> () -> w.compute().logSoftmaxRows(w.view(x), w.view(out)));
    }

    /** The result is the gradient. */
    static Problem softmaxCrossEntropy(ProblemBuilder p, int m, int n) {
        var logits = p.normals("logits", m, n);
        var labels = p.integers("labels", n, m);
        var oracle = ProblemBuilder.once(() -> new SoftmaxOracle(p.tolerance(), logits.values(), m, n));
        var loss = p.output("loss", () -> oracle.get().loss(labels.whole()), 1, 1);
        var correct = p.output("correct", () -> Expected.exactly(oracle.get().correct(labels.whole())), 1, 1);
        var gradient = p.output("gradient", () -> oracle.get().gradient(labels.whole()), m, n);
        return p.build(gradient, m, n, 6, 2, w -> () -> w.compute().softmaxCrossEntropy(w.view(logits),
                w.indices(labels), w.view(loss), w.view(correct), w.view(gradient)));
    }

    /** The result is the gradient. */
    static Problem sigmoidCrossEntropy(ProblemBuilder p, int m, int n) {
        var logits = p.normals("logits", m, n);
        var targets = p.fractions("targets", m, n);
        var oracle = new LossOracle(p.tolerance());
        var loss = p.output("loss", () -> oracle.sigmoidCrossEntropy(logits.values(), targets.values()), 1, 1);
        var correct = p.output("correct",
                () -> Expected.exactly(LossOracle.correct(logits.values(), targets.values())), 1, 1);
        var gradient = p.output("gradient",
                () -> oracle.sigmoidCrossEntropyGradient(logits.values(), targets.values()), m, n);
        return p.build(gradient, m, n, 9, 3, w -> () -> w.compute().sigmoidCrossEntropy(w.view(logits),
                w.view(targets), w.view(loss), w.view(correct), w.view(gradient)));
    }

    /** The result is the gradient. */
    static Problem meanSquaredError(ProblemBuilder p, int m, int n) {
        var predictions = p.normals("predictions", m, n);
        var targets = p.normals("targets", m, n);
        var oracle = new LossOracle(p.tolerance());
        var loss = p.output("loss", () -> oracle.meanSquaredError(predictions.values(), targets.values()), 1, 1);
        var gradient = p.output("gradient",
                () -> oracle.meanSquaredErrorGradient(predictions.values(), targets.values()), m, n);
        return p.build(gradient, m, n, 4, 3, w -> () -> w.compute().meanSquaredError(w.view(predictions),
                w.view(targets), w.view(loss), w.view(gradient)));
    }
}
