package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;

import java.util.function.Supplier;

/** Batch normalisation over the columns, with an activation behind it. */
final class BatchNormProblems {
    private static final double MOMENTUM = 0.9;
    private static final double EPSILON = 1e-5;

    private BatchNormProblems() {}

    /** With the statistics of the batch; the running ones are moved on by a tenth. */
    static Problem train(ProblemBuilder p, Activation f, int m, int n) {
        var layer = new Layer(p, m, n);
        var savedMean = p.output("savedMean", () -> layer.oracle().mean(), 1, n);
        var savedInverse = p.output("savedInverse", () -> layer.oracle().inverse(EPSILON), 1, n);
        layer.mean.leaves(Reference.of(() -> layer.oracle().runningMean(MOMENTUM, layer.mean.values())));
        layer.variance
                .leaves(Reference.of(() -> layer.oracle().runningVariance(MOMENTUM, layer.variance.values())));
        var out = p.output("out", () -> layer.forward(f), m, n);
        // Sum, difference, square, sum of squares, scale, shift, activation.
        return p.build(out, m, n, 8, 2, w -> {
            var norm = layer.on(w, savedMean, savedInverse, f);
            return () -> w.compute().batchNormTrain(norm, w.view(layer.x), w.view(out));
        });
    }

    /** With the running statistics. */
    static Problem infer(ProblemBuilder p, Activation f, int m, int n) {
        var layer = new Layer(p, m, n);
        var savedMean = p.scratch("savedMean", 1, n);
        var savedInverse = p.scratch("savedInverse", 1, n);
        var out = p.output("out", () -> layer.oracle().infer(layer.mean.values(), layer.variance.values(),
                layer.gamma.values(), layer.beta.values(), EPSILON, f), m, n);
        return p.build(out, m, n, 4, 2, w -> {
            var norm = layer.on(w, savedMean, savedInverse, f);
            return () -> w.compute().batchNormInfer(norm, w.view(layer.x), w.view(out));
        });
    }

    /** From given statistics; the result is the gradient by x. */
    static Problem backward(ProblemBuilder p, int m, int n) {
        var layer = new Layer(p, m, n);
        var upstream = p.normals("upstream", m, n);
        var savedMean = p.normals("savedMean", 1, n);
        var savedInverse = p.fractions("savedInverse", 1, n);
        var gradients = ProblemBuilder.once(() -> layer.oracle().backward(savedMean.values(),
                savedInverse.values(), layer.gamma.values(), upstream.values()));
        var gradGamma = p.output("gradGamma", () -> gradients.get().gamma(), 1, n);
        var gradBeta = p.output("gradBeta", () -> gradients.get().beta(), 1, n);
        var gradX = p.output("gradX", () -> gradients.get().x(), m, n);
        return p.build(gradX, m, n, 10, 3, w -> {
            var norm = layer.on(w, savedMean, savedInverse, Activation.IDENTITY);
            return () -> w.compute().batchNormBackward(norm, w.view(layer.x), w.view(upstream), w.view(gradGamma),
                    w.view(gradBeta), w.view(gradX));
        });
    }

    /** Forward, then backward from the statistics of the batch; the result is the gradient by x. */
    static Problem trainBackward(ProblemBuilder p, int m, int n) {
        var layer = new Layer(p, m, n);
        var upstream = p.normals("upstream", m, n);
        var savedMean = p.scratch("savedMean", 1, n);
        var savedInverse = p.scratch("savedInverse", 1, n);
        var out = p.output("out", () -> layer.forward(Activation.IDENTITY), m, n);
        var gradients = ProblemBuilder.once(() -> layer.oracle().trainBackward(EPSILON, layer.gamma.values(),
                upstream.values()));
        var gradGamma = p.output("gradGamma", () -> gradients.get().gamma(), 1, n);
        var gradBeta = p.output("gradBeta", () -> gradients.get().beta(), 1, n);
        var gradX = p.output("gradX", () -> gradients.get().x(), m, n);
        return p.build(gradX, m, n, 18, 5, w -> {
            var norm = layer.on(w, savedMean, savedInverse, Activation.IDENTITY);
            return () -> {
                w.compute().batchNormTrain(norm, w.view(layer.x), w.view(out));
                w.compute().batchNormBackward(norm, w.view(layer.x), w.view(upstream), w.view(gradGamma),
                        w.view(gradBeta), w.view(gradX));
            };
        });
    }

    /** The input and the parameters. */
    private static final class Layer {
        private final Variable x;
        private final Variable gamma;
        private final Variable beta;
        private final Variable mean;
        private final Variable variance;
        private final Supplier<BatchNormOracle> oracle;

        Layer(ProblemBuilder p, int m, int n) {
            x = p.normals("x", m, n);
            gamma = p.normals("gamma", 1, n);
            beta = p.normals("beta", 1, n);
            mean = p.normals("mean", 1, n);
            variance = p.fractions("variance", 1, n);
            oracle = ProblemBuilder.once(() -> new BatchNormOracle(p.tolerance(), x.values(), m, n));
        }

        BatchNormOracle oracle() { return oracle.get(); }

        Expected forward(Activation f) { return oracle().train(gamma.values(), beta.values(), EPSILON, f); }

        BatchNorm on(Workload w, Variable savedMean, Variable savedInverse, Activation f) {
            return new BatchNorm(w.view(gamma), w.view(beta), w.view(mean), w.view(variance), w.view(savedMean),
                    w.view(savedInverse), MOMENTUM, EPSILON, f);
        }
    }
}
