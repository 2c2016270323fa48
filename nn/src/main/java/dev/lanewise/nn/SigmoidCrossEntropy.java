package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.View;

/** See {@link Loss#sigmoidCrossEntropy}. */
final class SigmoidCrossEntropy extends Loss {
    static final SigmoidCrossEntropy INSTANCE = new SigmoidCrossEntropy();

    /** How near to 0 or 1 a probability may come: a wrong answer given for certain costs 34.5, not infinitely much. */
    private static final double SURE = 1e-15;

    private SigmoidCrossEntropy() {}

    @Override
    public String name() { return "sigmoidCrossEntropy"; }

    /** Any number will do. */
    @Override
    void checkOutputs(int outputs) {}

    @Override
    void check(String operand, Samples samples, int outputs) {
        if (samples.classes() > 0) {
            if (samples.classes() != 2 || outputs != 1)
                throw new IllegalArgumentException(operand + ": has " + samples.classes() + " classes for " + outputs
                        + " outputs, " + name() + " needs 2 classes and 1 output");
            return;
        }
        if (samples.outputs() != outputs)
            throw new IllegalArgumentException(operand + ": has " + samples.outputs()
                    + " numbers in a row, needs as many as the network has outputs: " + outputs);
        var targets = samples.targets();
        for (int i = 0; i < targets.length; i++)
            if (!(targets[i] >= 0 && targets[i] <= 1))
                throw new IllegalArgumentException(operand + ": row " + (i / outputs + 1) + " has the target "
                        + targets[i] + ", " + name() + " needs 0 to 1");
    }

    @Override
    float[] targets(Samples samples) {
        if (samples.classes() == 0)
            return samples.targets();
        var labels = samples.labels();
        var targets = new float[samples.rows()];
        for (int i = 0; i < targets.length; i++)
            targets[i] = labels[i];
        return targets;
    }

    @Override
    void apply(Compute compute, View outputs, Batch batch, View report, Counter line, View gradient) {
        compute.sigmoidCrossEntropy(outputs, batch.targets(), report.cols(0, 1), report.cols(1, 1), line, gradient);
    }

    @Override
    long decisions(long rows, int outputs) { return rows * outputs; }

    @Override
    void predict(double[] outputs, int count, int columns) {
        for (int i = 0; i < count; i++)
            outputs[i] = 1 / (1 + Math.exp(-outputs[i]));
    }

    /** With several outputs a row has no single class. */
    @Override
    void decide(double[] predictions, int rows, int columns, int[] classes, int first) {
        if (columns != 1)
            throw new IllegalStateException("network: decides " + columns + " questions for a sample, not one class");
        decide(predictions, rows, classes, first);
    }

    @Override
    Evaluation evaluate(double[] outputs, int columns, Samples samples) {
        var targets = targets(samples);
        var actual = new int[targets.length];
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            double z = outputs[i];
            sum += Math.max(z, 0) - z * targets[i] + Math.log1p(Math.exp(-Math.abs(z)));
            actual[i] = targets[i] > 0.5 ? 1 : 0;
        }
        predict(outputs, outputs.length, columns);
        var decided = new int[targets.length];
        decide(outputs, decided.length, decided, 0);
        return Classification.of(actual, decided, 2, sum / targets.length);
    }

    /** See {@link Loss#binaryCrossEntropy}. */
    static double ofProbabilities(float[] targets, double[] probabilities) {
        if (targets.length != probabilities.length)
            throw new IllegalArgumentException(
                    "probabilities: has " + probabilities.length + " elements, needs " + targets.length);
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            double p = Math.clamp(probabilities[i], SURE, 1 - SURE);
            sum -= targets[i] * Math.log(p) + (1 - targets[i]) * Math.log1p(-p);
        }
        return sum / targets.length;
    }

    private static void decide(double[] predictions, int count, int[] classes, int first) {
        for (int i = 0; i < count; i++)
            classes[first + i] = predictions[i] > 0.5 ? 1 : 0;
    }
}
