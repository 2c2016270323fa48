package dev.lanewise.compute.testkit;

import java.util.Arrays;

/**
 * Reference of softmax over the rows of a row-major matrix, and of cross-entropy on top of it.
 *
 * <p>Bounds, with d = |x - max|, e = exp(x - max), S = sum of e over n columns: the difference is rounded, which the
 * exponential turns into a relative error of d u, besides its own. S has the errors of its terms and one for each
 * addition.
 */
final class SoftmaxOracle {
    private final Tolerance tolerance;
    private final double u;
    private final double[] x;
    private final int rows;
    private final int cols;
    private final double[] max;
    private final double[] sum;
    /** Relative error of each sum. */
    private final double[] sumError;

    SoftmaxOracle(Tolerance tolerance, double[] x, int rows, int cols) {
        this.tolerance = tolerance;
        this.x = x;
        this.rows = rows;
        this.cols = cols;
        u = tolerance.u();
        max = new double[rows];
        sum = new double[rows];
        sumError = new double[rows];
        for (int i = 0; i < rows; i++) {
            double largest = Arrays.stream(x, i * cols, (i + 1) * cols).max().orElse(Double.NEGATIVE_INFINITY);
            var total = new Accumulator();
            double weighted = 0;
            for (int j = 0; j < cols; j++) {
                double e = StrictMath.exp(x[i * cols + j] - largest);
                total.add(e);
                // Minus infinity has e = 0, without error.
                weighted += e == 0 ? 0 : e * Math.abs(x[i * cols + j] - largest);
            }
            max[i] = largest;
            sum[i] = total.sum();
            sumError[i] = u * (cols + Tolerance.EXPONENTIAL + weighted / sum[i]);
        }
    }

    Expected softmaxRows() {
        var values = new double[x.length];
        var bounds = new double[x.length];
        for (int e = 0; e < x.length; e++) {
            int i = e / cols;
            double d = max[i] - x[e];
            values[e] = StrictMath.exp(-d) / sum[i];
            // A division, or a reciprocal of the sum and a product.
            double units = Tolerance.EXPONENTIAL + Tolerance.DIVISION + 1;
            bounds[e] = values[e] == 0 ? 0 : values[e] * (u * (d + units) + sumError[i]) + tolerance.tiny();
        }
        return new Expected(values, bounds);
    }

    Expected logSoftmaxRows() {
        var values = new double[x.length];
        var bounds = new double[x.length];
        for (int e = 0; e < x.length; e++) {
            int i = e / cols;
            values[e] = x[e] - max[i] - StrictMath.log(sum[i]);
            bounds[e] = Double.isInfinite(values[e]) ? 0 : logBound(i, max[i] - x[e], values[e]);
        }
        return new Expected(values, bounds);
    }

    /** The mean over the rows of {@code -logSoftmax} at the label: m errors, m additions, a division. */
    Expected loss(int[] labels) {
        var total = new Accumulator();
        double bound = 0;
        for (int i = 0; i < rows; i++) {
            double d = max[i] - x[i * cols + labels[i]];
            double row = d + StrictMath.log(sum[i]);
            total.add(row);
            bound += logBound(i, d, row);
        }
        bound += (rows + Tolerance.DIVISION) * u * total.magnitude();
        return new Expected(new double[]{total.sum() / rows}, new double[]{bound / rows});
    }

    /** {@code (softmax - onehot) / m}. */
    Expected gradient(int[] labels) {
        var expected = softmaxRows();
        for (int e = 0; e < x.length; e++) {
            double difference = expected.values()[e] - (e % cols == labels[e / cols] ? 1 : 0);
            expected.values()[e] = difference / rows;
            expected.bounds()[e] = expected.bounds()[e] / rows
                    + tolerance.relative(Tolerance.DIVISION + 2, expected.values()[e]);
        }
        return expected;
    }

    /** The number of rows whose first largest is at the label. */
    double correct(int[] labels) {
        var best = ReductionOracle.argmaxRows(x, rows, cols);
        double hits = 0;
        for (int i = 0; i < rows; i++)
            hits += best[i] == labels[i] ? 1 : 0;
        return hits;
    }

    private double logBound(int i, double d, double result) {
        return sumError[i] + u * (d + Tolerance.EXPONENTIAL * Math.abs(StrictMath.log(sum[i])) + Math.abs(result))
                + tolerance.tiny();
    }
}
