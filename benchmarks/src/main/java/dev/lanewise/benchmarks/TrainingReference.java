package dev.lanewise.benchmarks;

import java.util.Arrays;

/** The loss of the first mini-batch with the first weights, in double precision. */
public final class TrainingReference {
    /**
     * Rounding of sums of up to some thousand terms, by layers: 1e-4 of the loss, far below what a wrong weight, a
     * missing layer or another variance would change.
     */
    private static final double TOLERANCE = 1e-4;
    private static final double BATCH_NORM_EPSILON = 1e-5;

    private TrainingReference() {}

    /**
     * Compares the loss of the first step.
     *
     * @throws AssertionError with one line that names the task
     */
    public static void verifyFirst(TrainingTask task, double got) {
        double exact = firstLoss(task);
        if (!(Math.abs(got - exact) <= TOLERANCE * exact))
            throw new AssertionError(task + ": the loss of the first step is " + got + ", exact " + exact);
    }

    /**
     * Compares the loss of the first mini-batch after some steps with what it was before.
     *
     * @throws AssertionError if it has not fallen
     */
    public static void verifyFallen(TrainingTask task, double first, double now) {
        if (!(now < first))
            throw new AssertionError(task + ": the loss has not fallen, " + first + " in the first step, " + now
                    + " after the warm-up");
    }

    /** Returns the exact loss of the first step. */
    public static double firstLoss(TrainingTask task) {
        int rows = task.batch();
        var x = task.x();
        var values = new double[rows * task.features()];
        Arrays.setAll(values, i -> x[i]);
        for (int layer = 0; layer < task.layers(); layer++) {
            int units = task.widths().get(layer + 1);
            values = product(values, task.weights(layer), rows, task.widths().get(layer), units);
            if (layer < task.layers() - 1) {
                if (task.batchNorm())
                    normalise(values, rows, units);
                for (int i = 0; i < values.length; i++)
                    values[i] = Math.max(values[i], 0);
            }
        }
        return crossEntropy(values, task.labels(), rows, task.classes());
    }

    static double[] product(double[] a, float[] b, int m, int k, int n) {
        var c = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int p = 0; p < k; p++) {
                double factor = a[i * k + p];
                if (factor != 0)
                    for (int j = 0; j < n; j++)
                        c[i * n + j] += factor * b[p * n + j];
            }
        return c;
    }

    private static void normalise(double[] x, int m, int n) {
        for (int j = 0; j < n; j++) {
            double mean = 0;
            for (int i = j; i < x.length; i += n)
                mean += x[i] / m;
            double variance = 0;
            for (int i = j; i < x.length; i += n)
                variance += (x[i] - mean) * (x[i] - mean) / m;
            for (int i = j; i < x.length; i += n)
                x[i] = (x[i] - mean) / Math.sqrt(variance + BATCH_NORM_EPSILON);
        }
    }

    private static double crossEntropy(double[] logits, int[] labels, int rows, int classes) {
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < classes; j++)
                largest = Math.max(largest, logits[i * classes + j]);
            double sum = 0;
            for (int j = 0; j < classes; j++)
                sum += Math.exp(logits[i * classes + j] - largest);
            loss += (largest + Math.log(sum) - logits[i * classes + labels[i]]) / rows;
        }
        return loss;
    }
}
