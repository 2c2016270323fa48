package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SamplesTest {
    private static final float[] X = {1, 2, 3, 4, 5, 6};

    @Test
    void selectsRows() {
        var classes = Samples.classes(X, 2, new int[]{0, 1, 2}, 3).select(2, 0);
        assertArrayEquals(new float[]{5, 6, 1, 2}, classes.x());
        assertArrayEquals(new int[]{2, 0}, classes.labels());
        assertEquals(3, classes.classes());
        var values = Samples.values(X, 3, new float[]{1, 2, 3, 4}, 2).slice(1, 1);
        assertArrayEquals(new float[]{4, 5, 6}, values.x());
        assertArrayEquals(new float[]{3, 4}, values.targets());
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertRefused("samples: there are no rows, needs at least one",
                () -> Samples.classes(new float[0], 2, new int[0], 2));
        assertRefused("features: must be at least 1, got 0", () -> Samples.classes(X, 0, new int[3], 2));
        assertRefused("x: has 6 elements, needs a multiple of 4 features",
                () -> Samples.classes(X, 4, new int[3], 2));
        assertRefused("labels: has 2 entries, needs one for each of 3 rows",
                () -> Samples.classes(X, 2, new int[2], 2));
        assertRefused("labels: row 2 is 2, needs 0 to 1", () -> Samples.classes(X, 2, new int[]{0, 2, 0}, 2));
        assertRefused("labels: row 3 is -1, needs 0 to 1", () -> Samples.classes(X, 2, new int[]{0, 1, -1}, 2));
        assertRefused("classes: must be at least 2, got 1", () -> Samples.classes(X, 2, new int[3], 1));
        assertRefused("targets: has 2 elements, needs 3 rows of 1",
                () -> Samples.values(X, 2, new float[2], 1));
        assertRefused("x: row 2, column 1 is NaN, needs a finite number",
                () -> Samples.classes(new float[]{1, 2, Float.NaN, 4}, 2, new int[2], 2));
        assertRefused("targets: row 2, column 1 is Infinity, needs a finite number",
                () -> Samples.values(X, 3, new float[]{1, Float.POSITIVE_INFINITY}, 1));
    }

    private static void assertRefused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
