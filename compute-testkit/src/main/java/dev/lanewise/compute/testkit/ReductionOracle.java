package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Reduction;

import java.util.Arrays;

/** Reference of the reductions, on rows of a row-major matrix. */
final class ReductionOracle {
    private final Tolerance tolerance;

    ReductionOracle(Tolerance tolerance) { this.tolerance = tolerance; }

    Expected rows(Reduction op, double[] x, int rows, int cols) {
        var values = new double[rows];
        var bounds = new double[rows];
        for (int i = 0; i < rows; i++)
            one(op, x, i * cols, 1, cols, values, bounds, i);
        return new Expected(values, bounds);
    }

    Expected columns(Reduction op, double[] x, int rows, int cols) {
        var values = new double[cols];
        var bounds = new double[cols];
        for (int j = 0; j < cols; j++)
            one(op, x, j, cols, rows, values, bounds, j);
        return new Expected(values, bounds);
    }

    Expected all(Reduction op, double[] x) { return rows(op, x, 1, x.length); }

    /** The sum of squares: each is rounded, then added at most n - 1 times. */
    Expected squaredNorm(double[] x) {
        var sum = new Accumulator();
        for (double v : x)
            sum.addProduct(v, v);
        return new Expected(new double[]{sum.sum()}, new double[]{x.length * tolerance.u() * sum.magnitude()});
    }

    /**
     * The norm: half the error of the sum, which may have been scaled and be made of norms of parts; each of these, at
     * most three levels of them, has a root and two roundings.
     */
    Expected norm(double[] x) {
        double largest = Arrays.stream(x).map(Math::abs).max().orElse(0);
        double scale = Math.scalb(1.0, -Math.getExponent(largest));
        var sum = new Accumulator();
        for (double v : x)
            sum.addProduct(v * scale, v * scale);
        double norm = Math.sqrt(sum.sum()) / scale;
        return new Expected(new double[]{norm},
                new double[]{tolerance.relative(0.5 * x.length + 3 * (Tolerance.ROOT + 3), norm)});
    }

    /** Returns the column of the first NaN, otherwise of the first of the largest; -1 without columns. */
    static int[] argmaxRows(double[] x, int rows, int cols) {
        var at = new int[rows];
        for (int i = 0; i < rows; i++) {
            at[i] = cols == 0 ? -1 : 0;
            for (int j = 1; j < cols; j++) {
                double best = x[i * cols + at[i]];
                double v = x[i * cols + j];
                if (!Double.isNaN(best) && (Double.isNaN(v) || v > best))
                    at[i] = j;
            }
        }
        return at;
    }

    private void one(Reduction op, double[] x, int from, int stride, int count, double[] values, double[] bounds,
            int at) {
        if (op == Reduction.MAX) {
            values[at] = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < count; i++)
                values[at] = Math.max(values[at], x[from + i * stride]);
            return;
        }
        var sum = new Accumulator();
        for (int i = 0; i < count; i++)
            sum.add(x[from + i * stride]);
        // n numbers are added n - 1 times, in any order: at most (n - 1) u of the sum of magnitudes.
        double bound = Math.max(count - 1, 0) * tolerance.u() * sum.magnitude();
        if (op == Reduction.SUM) {
            values[at] = sum.sum();
            bounds[at] = bound;
        } else {
            values[at] = sum.sum() / count;
            // The division, or a rounded reciprocal and a product.
            bounds[at] = bound / count + tolerance.relative(Tolerance.DIVISION, values[at]);
        }
    }
}
