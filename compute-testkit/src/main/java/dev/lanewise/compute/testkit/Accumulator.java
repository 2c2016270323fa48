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
        // What the product lost, by Dekker's splitting: Math.fma says it too, but takes a thousand times longer where
        // the hardware has no such instruction or is told not to use it.
        double aHigh = high(a);
        double aLow = a - aHigh;
        double bHigh = high(b);
        double bLow = b - bHigh;
        error += aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
    }

    /** The upper 26 bits of the 53; products of such halves are exact. */
    private static double high(double x) {
        double shifted = (0x1p27 + 1) * x;
        return shifted - (shifted - x);
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
