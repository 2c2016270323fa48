package dev.lanewise.exercises;

import java.util.Arrays;
import java.util.Random;

/** Arrays for trials, longer than the data in them so that a step over the end shows. */
final class Samples {
    /** What a result array holds before it is written. No result comes near it. */
    static final float BLANK = -7.25e9f;

    /** Elements behind the end: two vectors of the widest species (512 bits) and one more. */
    private static final int BEHIND = 33;

    private Samples() {}

    /** Returns {@code n} values in [-1, 1), the same for the same arguments, and NaN behind them. */
    static float[] uniform(int n, long seed) {
        var random = new Random(seed);
        var values = new float[n + BEHIND];
        Arrays.fill(values, Float.NaN);
        for (int i = 0; i < n; i++)
            values[i] = 2 * random.nextFloat() - 1;
        return values;
    }

    /** Returns an array for {@code n} results and what must stay untouched behind them. */
    static float[] blank(int n) {
        var values = new float[n + BEHIND];
        Arrays.fill(values, BLANK);
        return values;
    }
}
