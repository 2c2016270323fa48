package dev.lanewise.compute.testkit;

/**
 * Reference of the standard normal distribution: a series near 0 (G. Marsaglia, Evaluating the Normal Distribution,
 * Journal of Statistical Software 11, 2004) and Laplace's continued fraction in the tail.
 */
final class NormalOracle {
    /** Below, the tail keeps its digits when the series is taken from 1/2. */
    private static final double SPLIT = 1.5;
    /** {@code 500 / a^2 + 20} levels of the fraction leave out less than 1e-18 of it, seen against 40 digits. */
    private static final double LEVELS = 500;
    private static final int LEAST_LEVELS = 20;

    private NormalOracle() {}

    /** Returns the probability of a value above {@code a >= 0}. */
    static double tail(double a) {
        return a < SPLIT ? 0.5 - density(a) * series(a) : density(a) / fraction(a);
    }

    static double density(double a) {
        return StrictMath.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
    }

    /** {@code a + a^3 / 3 + a^5 / (3 * 5) + ..}. */
    private static double series(double a) {
        double term = a;
        double sum = a;
        for (int k = 3; term > 1e-18 * sum; k += 2) {
            term *= a * a / k;
            sum += term;
        }
        return sum;
    }

    /** {@code a + 1 / (a + 2 / (a + 3 / ..))}. */
    private static double fraction(double a) {
        double value = a;
        for (int k = (int) (LEVELS / (a * a)) + LEAST_LEVELS; k > 0; k--)
            value = a + k / value;
        return value;
    }
}
