package dev.lanewise.benchmarks;

import java.util.SplittableRandom;

/**
 * Compares a product with double precision: every element while that takes a fraction of a second, otherwise some whole
 * rows, the first and the last among them, and of every row its product with a random vector of signs (Freivalds 1979),
 * which a wrong element anywhere would change.
 */
final class ProductReference {
    private static final double U = 0x1p-24;
    /** 2^26 multiply-adds take about a tenth of a second. */
    private static final double MOST_FLOPS = 0x1p27;
    private static final int SAMPLED_ROWS = 8;
    /** Errors of single elements have random signs: their signed sum is within eight times its deviation. */
    private static final double DEVIATIONS = 8;
    /** Root mean square of the error of a well computed element, in roundoffs of |A||B|, by a wide margin. */
    private static final double TYPICAL = 1.5;

    private final Task task;
    private final int m;
    private final int k;
    private final int n;
    private final float[] a;
    private final float[] b;

    private ProductReference(Task task) {
        this.task = task;
        m = task.m();
        k = task.k();
        n = task.n();
        a = task.transposeA() ? transposed(task.input(0), k, m) : task.input(0);
        b = task.transposeB() ? transposed(task.input(1), n, k) : task.input(1);
    }

    static void verify(Task task, float[] got) {
        var reference = new ProductReference(task);
        boolean all = task.flops() <= MOST_FLOPS;
        int rows = all ? task.m() : Math.min(SAMPLED_ROWS, task.m());
        for (int r = 0; r < rows; r++)
            reference.compareRow(all ? r : (int) ((long) r * (task.m() - 1) / Math.max(rows - 1, 1)), got);
        if (!all)
            reference.compareSignedSums(got);
    }

    /** k products and k sums in any order: at most 2 (k + 2) roundoffs of |A||B|. */
    private void compareRow(int i, float[] got) {
        var sums = new double[n];
        var magnitudes = new double[n];
        for (int p = 0; p < k; p++) {
            double factor = a[i * k + p];
            for (int j = 0; j < n; j++) {
                double product = factor * b[p * n + j];
                sums[j] += product;
                magnitudes[j] += Math.abs(product);
            }
        }
        for (int j = 0; j < n; j++)
            Reference.require(task, i * n + j, got[i * n + j], sums[j], 2 * U * (k + 2) * magnitudes[j]);
    }

    private void compareSignedSums(float[] got) {
        var random = new SplittableRandom(1);
        var signs = new double[n];
        for (int j = 0; j < n; j++)
            signs[j] = random.nextBoolean() ? 1 : -1;
        var signed = new double[k];
        var magnitude = new double[k];
        for (int p = 0; p < k; p++)
            for (int j = 0; j < n; j++) {
                signed[p] += signs[j] * b[p * n + j];
                magnitude[p] += Math.abs(b[p * n + j]);
            }
        for (int i = 0; i < m; i++) {
            double exact = 0;
            double typical = 0;
            for (int p = 0; p < k; p++) {
                exact += a[i * k + p] * signed[p];
                typical += Math.abs(a[i * k + p]) * magnitude[p] / n;
            }
            double sum = 0;
            for (int j = 0; j < n; j++)
                sum += signs[j] * got[i * n + j];
            double bound = DEVIATIONS * TYPICAL * U * typical * Math.sqrt(n);
            if (!(Math.abs(sum - exact) <= bound))
                throw new AssertionError(task + ": row " + i + " times a vector of signs is " + sum + ", exact " + exact
                        + "; off by " + Math.abs(sum - exact) + ", allowed " + bound);
        }
    }

    private static float[] transposed(float[] x, int rows, int cols) {
        var result = new float[x.length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < cols; j++)
                result[j * rows + i] = x[i * cols + j];
        return result;
    }
}
