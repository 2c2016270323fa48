package dev.lanewise.nn;

/** Checks of single numbers at the border: each failure is one line that names the argument and what it needs. */
final class Numbers {
    private Numbers() {}

    static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY))
            throw new IllegalArgumentException(name + ": must be positive, got " + value);
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY))
            throw new IllegalArgumentException(name + ": must not be negative, got " + value);
    }

    static void share(String name, double value) {
        if (!(value >= 0 && value < 1))
            throw new IllegalArgumentException(name + ": must be in [0, 1), got " + value);
    }

    static void atLeastOne(String name, long value) {
        if (value < 1)
            throw new IllegalArgumentException(name + ": must be at least 1, got " + value);
    }
}
