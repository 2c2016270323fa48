package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.View;

/** See {@link Loss#softmaxCrossEntropy}. */
final class SoftmaxCrossEntropy extends Loss {
    static final SoftmaxCrossEntropy INSTANCE = new SoftmaxCrossEntropy();

    private SoftmaxCrossEntropy() {}

    @Override
    public String name() { return "softmaxCrossEntropy"; }

    @Override
    void checkOutputs(int outputs) {
        if (outputs < 2)
            throw new IllegalArgumentException(
                    name() + ": needs at least 2 outputs, one for each class, the network has "
                            + outputs);
    }

    @Override
    void check(String operand, Samples samples, int outputs) {
        if (samples.classes() == 0)
            throw new IllegalArgumentException(operand + ": has numbers to predict, " + name() + " needs classes");
        if (samples.classes() != outputs)
            throw new IllegalArgumentException(operand + ": has " + samples.classes()
                    + " classes, needs as many as the network has outputs: " + outputs);
    }

    @Override
    float[] targets(Samples samples) { return null; }

    @Override
    void apply(Compute compute, View outputs, Batch batch, View report, Counter line, View gradient) {
        compute.softmaxCrossEntropy(outputs, batch.labels(), report.cols(0, 1), report.cols(1, 1), line, gradient);
    }

    @Override
    long decisions(long rows, int outputs) { return rows; }

    @Override
    void predict(double[] outputs, int count, int columns) {
        for (int row = 0; row < count; row += columns) {
            double max = max(outputs, row, columns);
            double sum = 0;
            for (int j = row; j < row + columns; j++) {
                outputs[j] = Math.exp(outputs[j] - max);
                sum += outputs[j];
            }
            for (int j = row; j < row + columns; j++)
                outputs[j] /= sum;
        }
    }

    @Override
    void decide(double[] predictions, int rows, int columns, int[] classes, int first) {
        for (int i = 0; i < rows; i++) {
            int best = 0;
            for (int j = 1; j < columns; j++)
                if (predictions[i * columns + j] > predictions[i * columns + best])
                    best = j;
            classes[first + i] = best;
        }
    }

    @Override
    Evaluation evaluate(double[] outputs, int columns, Samples samples) {
        var labels = samples.labels();
        double sum = 0;
        for (int i = 0; i < labels.length; i++)
            sum += logSumExp(outputs, i * columns, columns) - outputs[i * columns + labels[i]];
        predict(outputs, outputs.length, columns);
        var classes = new int[labels.length];
        decide(outputs, classes.length, columns, classes, 0);
        return Classification.of(labels, classes, columns, sum / labels.length);
    }

    /** ln of the sum of e^x over one row; the largest is taken out first, so that nothing overflows. */
    private static double logSumExp(double[] x, int from, int count) {
        double max = max(x, from, count);
        double sum = 0;
        for (int j = from; j < from + count; j++)
            sum += Math.exp(x[j] - max);
        return max + Math.log(sum);
    }

    private static double max(double[] x, int from, int count) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = from; j < from + count; j++)
            max = Math.max(max, x[j]);
        return max;
    }
}
