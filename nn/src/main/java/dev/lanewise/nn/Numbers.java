package dev.lanewise.nn;

/** Checks of single numbers at the border: each failure is one line that names the argument and what it needs. */
final class Numbers {
    /** The bits of infinity; those of NaN, without the sign, are larger. */
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

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

    /** Checks a matrix, row by row. Without a branch for each number, of which there are millions. */
    static void finite(String name, float[] values, int columns) {
        int largest = 0;
        for (float value : values)
            largest = Math.max(largest, Float.floatToRawIntBits(value) & Integer.MAX_VALUE);
        if (largest >= INFINITY)
            for (int i = 0; i < values.length; i++)
                if (!Float.isFinite(values[i]))
                    throw new IllegalArgumentException(name + ": row " + (i / columns + 1) + ", column "
                            + (i % columns + 1) + " is " + values[i] + ", needs a finite number");
    }

    static void atLeastOne(String name, long value) {
        if (value < 1)
            throw new IllegalArgumentException(name + ": must be at least 1, got " + value);
    }
}
