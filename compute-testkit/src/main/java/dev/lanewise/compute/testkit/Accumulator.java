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
        error += sumError(sum, x, next);
        sum = next;
        magnitude += Math.abs(x);
    }

    void addProduct(double a, double b) {
        double product = a * b;
        add(product);
        error += productError(a, b, product);
    }

    /** Returns what the sum of two numbers lost by rounding to {@code sum}. */
    static double sumError(double a, double b, double sum) {
        double part = sum - a;
        return (a - (sum - part)) + (b - part);
    }

    /**
     * Returns what the product of two numbers lost by rounding to {@code product}, by Dekker's splitting: Math.fma says
     * it too, but takes a thousand times longer where the hardware has no such instruction or is told not to use it.
     */
    static double productError(double a, double b, double product) {
        double aHigh = high(a);
        double aLow = a - aHigh;
        double bHigh = high(b);
        double bLow = b - bHigh;
        return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
    }

    /** The upper 26 bits of the 53; products of such halves are exact. */
    private static double high(double x) {
        double shifted = (0x1p27 + 1) * x;
        return shifted - (shifted - x);
    }

    double sum() { return compensated(sum, error); }

    /** The compensation of an infinity or a NaN is meaningless. */
    static double compensated(double sum, double error) {
        return Double.isFinite(sum) ? sum + error : sum;
    }

    /** Returns the sum of the magnitudes, which rounding errors are measured by. */
    double magnitude() {
        return magnitude;
    }
}
