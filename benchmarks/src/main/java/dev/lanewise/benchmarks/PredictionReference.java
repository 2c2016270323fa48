package dev.lanewise.benchmarks;

import java.util.Arrays;

/** The probabilities of a prediction task, in double precision. */
public final class PredictionReference {
    /**
     * Rounding of sums of up to some thousand terms, by layers, changes a probability by less; a missing bias, a wrong
     * weight or another activation by far more.
     */
    private static final double TOLERANCE = 1e-4;

    private PredictionReference() {}

    /**
     * Compares the probabilities of a call.
     *
     * @param got batch x classes
     * @throws AssertionError with one line that names the task and the first that is off
     */
    public static void verify(PredictionTask task, double[] got) {
        var exact = probabilities(task);
        if (got.length != exact.length)
            throw new AssertionError(task + ": has " + got.length + " probabilities, needs " + exact.length);
        for (int i = 0; i < exact.length; i++)
            if (!(Math.abs(got[i] - exact[i]) <= TOLERANCE))
                throw new AssertionError(task + ": class " + i % task.classes() + " of row " + i / task.classes()
                        + " has the probability " + got[i] + ", exact " + exact[i]);
    }

    /** Returns the exact probabilities, batch x classes. */
    public static double[] probabilities(PredictionTask task) {
        var x = task.x();
        var values = new double[x.length];
        Arrays.setAll(values, i -> x[i]);
        for (int layer = 0; layer < task.layers(); layer++) {
            int units = task.widths().get(layer + 1);
            values = TrainingReference.product(values, task.weights(layer), task.batch(), task.widths().get(layer),
                    units);
            var biases = task.biases(layer);
            for (int i = 0; i < values.length; i++) {
                double z = values[i] + biases[i % units];
                values[i] = layer < task.layers() - 1 ? Math.max(z, 0) : z;
            }
        }
        softmax(values, task.classes());
        return values;
    }

    private static void softmax(double[] logits, int classes) {
        for (int row = 0; row < logits.length; row += classes) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = row; j < row + classes; j++)
                largest = Math.max(largest, logits[j]);
            double sum = 0;
            for (int j = row; j < row + classes; j++)
                sum += logits[j] = Math.exp(logits[j] - largest);
            for (int j = row; j < row + classes; j++)
                logits[j] /= sum;
        }
    }
}
