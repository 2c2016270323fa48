package dev.lanewise.nn;

import java.util.Arrays;

/**
 * A data set on the host: a matrix of features, one row for each sample, and what is to be learned of each: a class, or
 * one or more numbers. The arrays are not copied and must not be changed while they are in use.
 */
public final class Samples {
    private final float[] x;
    private final int features;
    private final int[] labels;
    private final int classes;
    private final float[] targets;
    private final int outputs;

    private Samples(float[] x, int features, int[] labels, int classes, float[] targets, int outputs) {
        Numbers.atLeastOne("features", features);
        if (x.length == 0)
            throw new IllegalArgumentException("samples: there are no rows, needs at least one");
        if (x.length % features != 0)
            throw new IllegalArgumentException(
                    "x: has " + x.length + " elements, needs a multiple of " + features + " features");
        requireFinite("x", x, features);
        this.x = x;
        this.features = features;
        this.labels = labels;
        this.classes = classes;
        this.targets = targets;
        this.outputs = outputs;
    }

    /**
     * Returns samples that belong to classes.
     *
     * @param x rows x features, row by row, finite
     * @param features number of columns of x
     * @param labels class of each row, 0 to classes - 1
     * @param classes number of classes, at least 2
     * @throws IllegalArgumentException if lengths do not fit, a feature is not finite or a label is out of range
     */
    public static Samples classes(float[] x, int features, int[] labels, int classes) {
        if (classes < 2)
            throw new IllegalArgumentException("classes: must be at least 2, got " + classes);
        var samples = new Samples(x, features, labels, classes, null, 0);
        if (labels.length != samples.rows())
            throw new IllegalArgumentException(
                    "labels: has " + labels.length + " entries, needs one for each of " + samples.rows() + " rows");
        for (int i = 0; i < labels.length; i++)
            if (labels[i] < 0 || labels[i] >= classes)
                throw new IllegalArgumentException(
                        "labels: row " + (i + 1) + " is " + labels[i] + ", needs 0 to " + (classes - 1));
        return samples;
    }

    /**
     * Returns samples with numbers to predict.
     *
     * @param x rows x features, row by row, finite
     * @param features number of columns of x
     * @param targets rows x outputs, row by row, finite
     * @param outputs number of columns of targets
     * @throws IllegalArgumentException if lengths do not fit or a number is not finite
     */
    public static Samples values(float[] x, int features, float[] targets, int outputs) {
        Numbers.atLeastOne("outputs", outputs);
        var samples = new Samples(x, features, null, 0, targets, outputs);
        if (targets.length != (long) samples.rows() * outputs)
            throw new IllegalArgumentException("targets: has " + targets.length + " elements, needs " + samples.rows()
                    + " rows of " + outputs);
        requireFinite("targets", targets, outputs);
        return samples;
    }

    /** Returns the number of samples, at least 1. */
    public int rows() { return x.length / features; }

    /** Returns the number of features of a sample. */
    public int features() { return features; }

    /** Returns whether each sample has a class; otherwise it has numbers. */
    public boolean hasClasses() {
        return labels != null;
    }

    /** Returns the number of classes; 0 where samples have numbers. */
    public int classes() { return classes; }

    /** Returns how many numbers are to be predicted for a sample; 0 where samples have classes. */
    public int outputs() {
        return outputs;
    }

    /** Returns the features, rows x features; not a copy. */
    public float[] x() { return x; }

    /** Returns the class of each sample, or null; not a copy. */
    public int[] labels() { return labels; }

    /** Returns the numbers to predict, rows x outputs, or null; not a copy. */
    public float[] targets() {
        return targets;
    }

    /** Returns a copy of the samples with these numbers, in this order. */
    public Samples select(int... rows) {
        var newX = new float[Math.multiplyExact(rows.length, features)];
        var newLabels = labels == null ? null : new int[rows.length];
        var newTargets = targets == null ? null : new float[Math.multiplyExact(rows.length, outputs)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(x, rows[i] * features, newX, i * features, features);
            if (labels != null)
                newLabels[i] = labels[rows[i]];
            else
                System.arraycopy(targets, rows[i] * outputs, newTargets, i * outputs, outputs);
        }
        return new Samples(newX, features, newLabels, classes, newTargets, outputs);
    }

    /** Returns a copy of {@code count} samples from number {@code from} on. */
    public Samples slice(int from, int count) {
        var rows = new int[count];
        Arrays.setAll(rows, i -> from + i);
        return select(rows);
    }

    @Override
    public String toString() {
        return "Samples[" + rows() + " rows, " + features + " features, "
                + (hasClasses() ? classes + " classes]" : outputs + " outputs]");
    }

    private static void requireFinite(String name, float[] values, int columns) {
        for (int i = 0; i < values.length; i++)
            if (!Float.isFinite(values[i]))
                throw new IllegalArgumentException(name + ": row " + (i / columns + 1) + ", column "
                        + (i % columns + 1) + " is " + values[i] + ", needs a finite number");
    }
}
