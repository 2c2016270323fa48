package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;

/**
 * Reference of {@code C = alpha A B + beta C} and of its epilogue, on row-major matrices. Besides the product it keeps
 * {@code |alpha| |A| |B| + |beta| |C| + |bias|}, by which rounding errors are measured (Higham 2002, section 3.5).
 */
final class GemmOracle {
    /** Largest root mean square of the errors, in roundoffs of the magnitudes. */
    private static final double TYPICAL = 1.5;

    private final Tolerance tolerance;
    private final int k;
    private final int n;
    private final double[] values;
    private final double[] magnitudes;

    /** Multiplies; {@code c} may be null where beta is 0. */
    GemmOracle(Tolerance tolerance, int m, int k, int n, double alpha, double[] a, double[] b, double beta,
            double[] c) {
        this.tolerance = tolerance;
        this.k = k;
        this.n = n;
        values = new double[m * n];
        magnitudes = new double[m * n];
        for (int i = 0; i < m; i++) {
            var row = new Accumulators(n);
            for (int p = 0; p < k && alpha != 0; p++)
                row.addProducts(a[i * k + p], b, p * n);
            for (int j = 0; j < n; j++) {
                double old = beta == 0 ? 0 : beta * c[i * n + j];
                values[i * n + j] = alpha * row.sum(j) + old;
                magnitudes[i * n + j] = Math.abs(alpha) * row.magnitude(j) + Math.abs(old);
            }
        }
    }

    /** Returns the product, which whole numbers make exact. */
    double[] values() { return values; }

    /** Adds a row to every row. */
    GemmOracle withBias(double[] bias) {
        for (int i = 0; i < values.length; i++) {
            values[i] += bias[i % n];
            magnitudes[i] += Math.abs(bias[i % n]);
        }
        return this;
    }

    /**
     * The product itself. k terms cost one rounding for the product and at most k for the sums; alpha, beta and the
     * bias cost another three. The factor 2 leaves room for partial sums of any shape.
     */
    Expected product() {
        var bounds = new double[values.length];
        for (int i = 0; i < values.length; i++)
            bounds[i] = bound(i);
        return new Expected(values, bounds);
    }

    /** {@code f(z)}. */
    Expected activated(Activation f) {
        var expected = new ElementwiseOracle(tolerance).activation(f, values);
        for (int i = 0; i < values.length; i++)
            expected.bounds()[i] += ElementwiseOracle.largestSlope(f) * bound(i);
        return expected;
    }

    /** {@code z * f'(saved)}. */
    Expected derived(Activation f, double[] saved) {
        var expected = new ElementwiseOracle(tolerance).activationBackward(f, saved, values);
        for (int i = 0; i < values.length; i++)
            expected.bounds()[i] += bound(i) * Math.abs(ElementwiseOracle.derivative(f, saved[i]));
        return expected;
    }

    /**
     * Fails if the errors are large as a whole. Factors with random signs and mean 0 have partial sums that grow with
     * sqrt(k) only, and |A||B| grows with k: summed one after the other, the rounding errors have a root mean square
     * of about u/2 of |A||B| for any k, and less in blocks; alpha, beta and the bias add as much each. A product that
     * rounds its factors or partial sums to a shorter format stays below the bound of each element and is found here.
     */
    void assertTypicalErrors(String what, double[] got) {
        // The mean of a few errors says nothing.
        if (got.length < 64)
            return;
        double squares = 0;
        for (int i = 0; i < got.length; i++) {
            double error = (got[i] - values[i]) / (tolerance.u() * Math.max(magnitudes[i], tolerance.tiny()));
            squares += error * error;
        }
        double rootMeanSquare = Math.sqrt(squares / got.length);
        if (!(rootMeanSquare <= TYPICAL))
            throw new AssertionError(what + ": the root mean square of the errors is " + rootMeanSquare
                    + " roundoffs of |A||B|, allowed " + TYPICAL);
    }

    private double bound(int i) { return 2 * tolerance.u() * (k + 2) * magnitudes[i]; }
}
