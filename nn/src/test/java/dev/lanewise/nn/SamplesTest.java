package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.compute.Compute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.List;

class SamplesTest {
    private static final float[] X = {1, 2, 3, 4, 5, 6};

    @Test
    void readsRows() {
        var classes = Samples.classes(X, 2, new int[]{0, 1, 2}, 3);
        assertArrayEquals(X, Toys.x(classes));
        var x = new float[4];
        classes.read(1, 2, x);
        assertArrayEquals(new float[]{3, 4, 5, 6}, x);
        assertArrayEquals(new int[]{0, 1, 2}, classes.labels());
        assertEquals(List.of(3, 2, 3, 0, 0), List.of(classes.rows(), classes.columns(), classes.classes(),
                classes.outputs(), classes.targets().length));
        var values = Samples.values(X, 3, new float[]{1, 2, 3, 4}, 2);
        assertArrayEquals(new float[]{1, 2, 3, 4}, values.targets());
        assertEquals(List.of(2, 3, 0, 2, 0), List.of(values.rows(), values.columns(), values.classes(),
                values.outputs(), values.labels().length));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertRefused("samples: there are no rows, needs at least one",
                () -> Samples.classes(new float[0], 2, new int[0], 2));
        assertRefused("columns: must be at least 1, got 0", () -> Samples.classes(X, 0, new int[3], 2));
        assertRefused("x: has 6 elements, needs a multiple of 4 features",
                () -> Samples.classes(X, 4, new int[3], 2));
        assertRefused("labels: has 2 entries, needs one for each of 3 rows",
                () -> Samples.classes(X, 2, new int[2], 2));
        assertRefused("classes: must be at least 2, got 1", () -> Samples.classes(X, 2, new int[3], 1));
        assertRefused("targets: has 2 elements, needs 3 rows of 1",
                () -> Samples.values(X, 2, new float[2], 1));
        assertRefused("outputs: must be at least 1, got 0", () -> Samples.values(X, 2, new float[0], 0));
    }

    /** Wherever samples come from, what they say is checked by who uses them, under the name they have there. */
    @Test
    void usersRefuseWhatSamplesSay() {
        int[] labels = {0, 2, 0};
        refused("the label of row 2 is 2, needs 0 to 1", made(X, 2, 2, 0, labels));
        refused("the label of row 3 is -1, needs 0 to 1", made(X, 2, 2, 0, new int[]{0, 1, -1}));
        refused("has 2 labels for 3 rows", made(X, 2, 2, 0, new int[2]));
        refused("has 1 class, needs at least 2", made(X, 2, 1, 0, new int[3]));
        refused("is unlabelled, needs classes or numbers", made(X, 2, 0, 0, new int[0]));
        refused("there are no rows, needs at least one", made(new float[0], 2, 2, 0, new int[0]));
        refused("has no labels for its 2 classes", made(X, 2, 2, 0, null));
        refused("has no targets for its 1 outputs", made(X, 2, 0, 1, new int[0], (float[]) null));
        refused("has 2 targets, needs 3 rows of 1", made(X, 2, 0, 1, new int[0], 1, 2));
        refused("target 2 of row 1 is Infinity, needs a finite number",
                made(X, 3, 0, 2, new int[0], 1, Float.POSITIVE_INFINITY, 0, 0));
        refused("has 3 features, the network takes 2", made(X, 3, 2, 0, new int[2]));
        refused("row 2, column 1 is NaN, needs a finite number",
                made(new float[]{1, 2, Float.NaN, 4}, 2, 2, 0, new int[2]));
    }

    /** The row is counted over all blocks in which features are read. */
    @Test
    void namesRowsFarDown() {
        var x = new float[400_000];
        x[399_999] = Float.NEGATIVE_INFINITY;
        refused("row 200000, column 2 is -Infinity, needs a finite number",
                made(x, 2, 2, 0, new int[200_000]));
    }

    /** Samples of our own making. */
    private static Samples made(float[] x, int columns, int classes, int outputs, int[] labels, float... targets) {
        return new Samples() {
            @Override
            public int rows() { return x.length / columns; }

            @Override
            public int columns() { return columns; }

            @Override
            public int classes() { return classes; }

            @Override
            public int outputs() { return outputs; }

            @Override
            public int[] labels() { return labels; }

            @Override
            public float[] targets() {
                return targets;
            }

            @Override
            public void read(int first, int count, float[] out) {
                System.arraycopy(x, first * columns, out, 0, count * columns);
            }
        };
    }

    private static void refused(String message, Samples samples) {
        var good = samples.classes() > 0 || samples.outputs() == 0
                ? Samples.classes(X, 2, new int[3], 2)
                : Samples.values(X, 2, new float[3 * samples.outputs()], samples.outputs());
        var loss = good.classes() > 0 ? Loss.softmaxCrossEntropy() : Loss.meanSquaredError();
        try (var compute = Compute.named("loops");
                var network = Network.input(2).dense(good.classes() + good.outputs()).build(compute, 1)) {
            var trainer = Trainer.of(network, loss, Optimizers.adam(0.1)).epochs(1);
            assertRefused("train: " + message, () -> trainer.fit(samples));
            assertThrows(IllegalStateException.class, network::loss);
            assertRefused("validation: " + message, () -> trainer.fit(good, samples));
            trainer.fit(good, good);
            assertRefused("samples: " + message, () -> network.evaluate(samples));
        }
    }

    private static void assertRefused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
