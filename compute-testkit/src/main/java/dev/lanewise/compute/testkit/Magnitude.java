package dev.lanewise.compute.testkit;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Ranges of numbers in which arithmetic may fail that is right elsewhere, each made of numbers up to some 20. */
enum Magnitude {
    ORDINARY(v -> v),
    /** A mean that is large against the spread: where a variance of squares alone would be lost. */
    OFFSET(v -> v + 300),
    /** Seconds, in float32 a few units in the last place apart. */
    UNIX_TIME(v -> 1.7e9 + 100 * v),
    /** Neighbours in float32, of which a mean in float32 is neither. */
    NEIGHBOURS(v -> 1e5 + 0.01 * v),
    /** Numbers whose squares leave the range of a float. */
    LARGE(v -> 1e25 * v),
    /** Numbers whose sum leaves it, though their mean does not. */
    NEAR_OVERFLOW(v -> 5e36 * v),
    /** Numbers that a device may take as zero. */
    DENORMAL(v -> 1e-40 * v);

    private final DoubleUnaryOperator map;

    Magnitude(DoubleUnaryOperator map) { this.map = map; }

    /** Returns the number of this range that {@code v} stands for. */
    double of(double v) {
        return map.applyAsDouble(v);
    }

    /** Returns one or another. */
    static Magnitude any(SplittableRandom random) {
        return values()[random.nextInt(values().length)];
    }
}
