package dev.lanewise.compute.testkit;

/** What an operation must give. */
final class Expected {
    private final double[] values;
    private final double[] bounds;

    /**
     * Takes both arrays as they are.
     *
     * @param values the exact results, to double precision
     * @param bounds the largest error that each may have; 0 asks for equality
     */
    Expected(double[] values, double[] bounds) {
        this.values = values;
        this.bounds = bounds;
    }

    double[] values() { return values; }

    double[] bounds() { return bounds; }

    /** Results that have no rounding error. */
    static Expected exactly(double... values) {
        return new Expected(values, new double[values.length]);
    }

    /**
     * Fails with the first element that is off. NaN must be met by NaN, an infinity by itself; zeros may have either
     * sign.
     */
    void assertMatches(String what, double[] got) { assertMatches(what, 0, got); }

    /** The same, where everything may be off by {@code absolute} more. */
    void assertMatches(String what, double absolute, double[] got) {
        if (got.length != values.length)
            throw new AssertionError(what + ": " + got.length + " results, expected " + values.length);
        for (int i = 0; i < got.length; i++)
            if (!matches(got[i], i, absolute))
                throw new AssertionError(what + ": element " + i + " of " + got.length + " is " + got[i] + ", exact "
                        + values[i] + "; off by " + Math.abs(got[i] - values[i]) + ", allowed "
                        + (bounds[i] + absolute));
    }

    /** Fails unless the results are equal bit for bit, the sign of zeros included; all NaN count as one. */
    static void assertSameBits(String what, double[] expected, double[] got) {
        if (got.length != expected.length)
            throw new AssertionError(what + ": " + got.length + " results, expected " + expected.length);
        for (int i = 0; i < got.length; i++)
            if (Double.compare(got[i], expected[i]) != 0)
                throw new AssertionError(
                        what + ": element " + i + " of " + got.length + " is " + got[i] + ", expected " + expected[i]);
    }

    private boolean matches(double got, int i, double absolute) {
        double exact = values[i];
        if (Double.isNaN(exact) || Double.isInfinite(exact))
            return Double.compare(got, exact) == 0;
        return Math.abs(got - exact) <= bounds[i] + absolute;
    }
}
