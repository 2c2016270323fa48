package dev.lanewise.compute.testkit;

import java.util.SplittableRandom;

/**
 * Reference of products so large that comparing every element would take longer than timing them: some whole rows, the
 * first and the last among them, and of every row its product with a random vector of signs (Freivalds 1979), which a
 * wrong element anywhere would change.
 */
final class SampledProduct implements Reference {
    /** 2^26 multiply-adds take the oracle half a second. */
    private static final double MOST_FLOPS = 0x1p27;
    private static final int ROWS = 4;
    /** Errors of single elements have random signs: their signed sum is within eight times its deviation. */
    private static final double DEVIATIONS = 8;
    /** Root mean square of the error of a well computed element, in roundoffs of |A||B|, by a wide margin. */
    private static final double TYPICAL = 1.5;

    private final Tolerance tolerance;
    private final GemmShape shape;
    private final double[] a;
    private final double[] b;

    /** Takes m x k and k x n values. */
    SampledProduct(Tolerance tolerance, GemmShape shape, double[] a, double[] b) {
        this.tolerance = tolerance;
        this.shape = shape;
        this.a = a;
        this.b = b;
    }

    static boolean isWorthIt(GemmShape shape) {
        return shape.flops() > MOST_FLOPS;
    }

    @Override
    public void verify(String what, double absolute, double[] got) {
        compareRows(what, absolute, got);
        compareSignedSums(what, absolute, got);
    }

    private void compareRows(String what, double absolute, double[] got) {
        int k = shape.k();
        int n = shape.n();
        int rows = Math.min(ROWS, shape.m());
        var left = new double[rows * k];
        var results = new double[rows * n];
        for (int r = 0; r < rows; r++) {
            int row = (int) ((long) r * (shape.m() - 1) / Math.max(rows - 1, 1));
            System.arraycopy(a, row * k, left, r * k, k);
            System.arraycopy(got, row * n, results, r * n, n);
        }
        var oracle = new GemmOracle(tolerance, rows, k, n, 1, left, b, 0, null);
        String sampled = what + ", " + rows + " rows of " + shape.m();
        oracle.product().assertMatches(sampled, absolute, results);
        oracle.assertTypicalErrors(sampled, results);
    }

    private void compareSignedSums(String what, double absolute, double[] got) {
        int k = shape.k();
        int n = shape.n();
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
        for (int i = 0; i < shape.m(); i++) {
            double exact = 0;
            double typical = 0;
            for (int p = 0; p < k; p++) {
                exact += a[i * k + p] * signed[p];
                typical += Math.abs(a[i * k + p]) * magnitude[p] / n;
            }
            double sum = 0;
            for (int j = 0; j < n; j++)
                sum += signs[j] * got[i * n + j];
            double bound = DEVIATIONS * TYPICAL * tolerance.u() * typical * Math.sqrt(n) + n * absolute;
            if (!(Math.abs(sum - exact) <= bound))
                throw new AssertionError(what + ": row " + i + " times a vector of signs is " + sum + ", exact " + exact
                        + "; off by " + Math.abs(sum - exact) + ", allowed " + bound);
        }
    }
}
