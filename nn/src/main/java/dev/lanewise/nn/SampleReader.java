package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.View;

/** The border for samples, whoever made them: checks what they say and takes their features to the device. */
final class SampleReader {
    /** Features that are read, checked and uploaded at a time, 1 MiB: an upload's own cost does not show beside it. */
    private static final int BLOCK = 1 << 18;

    private final String operand;
    private final Samples samples;
    private final Compute compute;
    private float[] buffer = new float[0];

    /**
     * Reads samples that {@link #check} has seen.
     *
     * @param operand what messages call them
     */
    SampleReader(String operand, Samples samples, Compute compute) {
        this.operand = operand;
        this.samples = samples;
        this.compute = compute;
    }

    /** Checks all but the features. */
    static void check(String operand, Samples samples) {
        int rows = samples.rows();
        int classes = samples.classes();
        require(rows > 0, operand, "there are no rows, needs at least one");
        require(classes > 0 || samples.outputs() > 0, operand, "is unlabelled, needs classes or numbers");
        require(classes != 1, operand, "has 1 class, needs at least 2");
        if (classes > 0)
            checkLabels(operand, samples.labels(), rows, classes);
        else
            checkTargets(operand, samples.targets(), rows, samples.outputs());
    }

    private static void checkLabels(String operand, int[] labels, int rows, int classes) {
        require(labels != null, operand, "has no labels for its " + classes + " classes");
        require(labels.length == rows, operand, "has " + labels.length + " labels for " + rows + " rows");
        for (int row = 0; row < rows; row++)
            if (labels[row] < 0 || labels[row] >= classes)
                throw new IllegalArgumentException(operand + ": the label of row " + (row + 1) + " is " + labels[row]
                        + ", needs 0 to " + (classes - 1));
    }

    private static void checkTargets(String operand, float[] targets, int rows, int outputs) {
        require(targets != null, operand, "has no targets for its " + outputs + " outputs");
        require(targets.length == (long) rows * outputs, operand,
                "has " + targets.length + " targets, needs " + rows + " rows of " + outputs);
        for (int i = 0; i < targets.length; i++)
            if (!Float.isFinite(targets[i]))
                throw new IllegalArgumentException(operand + ": target " + (i % outputs + 1) + " of row "
                        + (i / outputs + 1) + " is " + targets[i] + ", needs a finite number");
    }

    private static void require(boolean holds, String operand, String message) {
        if (!holds)
            throw new IllegalArgumentException(operand + ": " + message);
    }

    /** Returns the number of rows of some features; refuses those that are not whole rows. */
    static int rows(String operand, float[] x, int columns) {
        if (x.length % columns != 0)
            throw new IllegalArgumentException(
                    operand + ": has " + x.length + " elements, needs a multiple of " + columns + " features");
        return x.length / columns;
    }

    /**
     * Refuses features that are not finite.
     *
     * @param first number of the row that x begins with, from 0
     */
    static void requireFinite(String operand, float[] x, int first, int columns) {
        for (int i = 0; i < x.length; i++)
            if (!Float.isFinite(x[i]))
                throw new IllegalArgumentException(operand + ": row " + (first + i / columns + 1) + ", column "
                        + (i % columns + 1) + " is " + x[i] + ", needs a finite number");
    }

    /** Uploads the features of as many rows as {@code x} has. */
    void upload(int first, View x) {
        int columns = samples.columns();
        int rows = Math.toIntExact(x.rows());
        int block = Math.max(1, BLOCK / columns);
        for (int row = 0; row < rows; row += block) {
            int count = Math.min(block, rows - row);
            if (buffer.length != count * columns)
                buffer = new float[count * columns];
            samples.read(first + row, count, buffer);
            requireFinite(operand, buffer, first + row, columns);
            compute.upload(buffer, x.rows(row, count));
        }
    }
}
