package dev.lanewise.compute.testkit;

/** A row of {@link Accumulator}s that take their terms together: independent sums, which C2 turns into vector code. */
final class Accumulators {
    private final double[] sums;
    private final double[] errors;
    private final double[] magnitudes;

    Accumulators(int count) {
        sums = new double[count];
        errors = new double[count];
        magnitudes = new double[count];
    }

    /** Adds {@code a * b[from + j]} to sum j. */
    void addProducts(double a, double[] b, int from) {
        for (int j = 0; j < sums.length; j++) {
            double product = a * b[from + j];
            double next = sums[j] + product;
            errors[j] += Accumulator.sumError(sums[j], product, next)
                    + Accumulator.productError(a, b[from + j], product);
            sums[j] = next;
            magnitudes[j] += Math.abs(product);
        }
    }

    double sum(int j) { return Accumulator.compensated(sums[j], errors[j]); }

    double magnitude(int j) { return magnitudes[j]; }
}
