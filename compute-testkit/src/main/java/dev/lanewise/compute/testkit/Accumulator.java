package dev.lanewise.compute.testkit;

/**
 * A sum in twice the precision of double, by compensation (Ogita, Rump and Oishi 2005, "Accurate sum and dot
 * product").
 */
final class Accumulator {
    private double sum;
    private double error;
    private double magnitude;

    void add(double x) {
        double next = sum + x;
        double part = next - sum;
        error += (sum - (next - part)) + (x - part);
        sum = next;
        magnitude += Math.abs(x);
    }

    void addProduct(double a, double b) {
        double product = a * b;
        add(product);
        error += Math.fma(a, b, -product);
    }

    double sum() {
        // The compensation of an infinity or a NaN is meaningless.
        return Double.isFinite(sum) ? sum + error : sum;
    }

    /** Returns the sum of the magnitudes, which rounding errors are measured by. */
    double magnitude() {
        return magnitude;
    }
}
