package dev.lanewise.nn;

import java.util.Locale;

/**
 * Errors of predicted numbers.
 *
 * @param count number of predictions
 * @param loss mean squared error
 * @param mae mean absolute error
 * @param r2 share of the variance that is explained, {@code 1 - sum (t - p)^2 / sum (t - mean)^2}, the mean being that
 *     of the column, the sums over all columns; 1 if nothing varies and nothing is wrong, minus infinity if nothing
 *     varies and something is
 */
public record Regression(long count, double loss, double mae, double r2) implements Evaluation {
    /**
     * Compares predictions with what they should be.
     *
     * @param targets rows x columns
     * @param predictions rows x columns
     */
    static Regression of(float[] targets, double[] predictions, int columns) {
        var means = new double[columns];
        int rows = targets.length / columns;
        for (int i = 0; i < targets.length; i++)
            means[i % columns] += targets[i] / (double) rows;
        double squares = 0;
        double absolutes = 0;
        double variance = 0;
        for (int i = 0; i < targets.length; i++) {
            double error = predictions[i] - targets[i];
            double deviation = targets[i] - means[i % columns];
            squares += error * error;
            absolutes += Math.abs(error);
            variance += deviation * deviation;
        }
        double r2 = squares == 0 && variance == 0 ? 1 : 1 - squares / variance;
        return new Regression(targets.length, squares / targets.length, absolutes / targets.length, r2);
    }

    /** Returns the root of the mean squared error, in the unit of the targets. */
    public double rmse() {
        return Math.sqrt(loss);
    }

    @Override
    public String toString() { return String.format(Locale.ROOT, "rmse %.4f, mae %.4f, r2 %.4f", rmse(), mae, r2); }
}
