package dev.lanewise.exercises;

import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The right value of one element, and how far rounding may take a float result from it.
 *
 * @param value the value in double precision
 * @param bound the largest error of a right answer; 0 for one that must be exact, in the sign of a zero too
 */
record Expected(double value, double bound) {
    /** The unit roundoff of float: half the distance from 1 to the next one. */
    private static final double UNIT_ROUNDOFF = 0x1p-24;

    static Expected exactly(float value) { return new Expected(value, 0); }

    /**
     * A sum of {@code terms} products. The error of such a sum in any order, fused or not, is at most
     * {@code gamma = t u / (1 - t u)} times the sum of the products' magnitudes (Higham, Accuracy and Stability of
     * Numerical Algorithms, section 3.1).
     */
    static Expected sumOfProducts(double sum, double sumOfMagnitudes, int terms) {
        double error = terms * UNIT_ROUNDOFF;
        return new Expected(sum, error / (1 - error) * sumOfMagnitudes);
    }

    /** Says what is wrong with {@code got} at {@code place}, or nothing. */
    Optional<String> mistake(String place, float got) {
        boolean right = Float.compare(got, (float) value) == 0 || Math.abs(got - value) < bound;
        return right ? Optional.empty() : Optional.of(place + ": got " + got + ", expected " + this);
    }

    /** Returns the first mistake in an array made by {@link Samples#blank}, whose end must still be blank. */
    static Optional<String> firstMistake(float[] got, int length, IntFunction<Expected> expected,
            IntFunction<String> place) {
        for (int i = 0; i < length; i++) {
            var mistake = expected.apply(i).mistake(place.apply(i), got[i]);
            if (mistake.isPresent())
                return mistake;
        }
        for (int i = length; i < got.length; i++) {
            if (got[i] != Samples.BLANK)
                return Optional.of("index " + i + " lies behind the end and must not be written: got " + got[i]);
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return bound == 0 ? Float.toString((float) value) : (float) value + " (give or take " + (float) bound + ")";
    }
}
