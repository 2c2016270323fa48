package dev.lanewise.nn;

/**
 * What networks learn from and are judged on: rows of features and, of each row, a class or one or more numbers. The
 * rows may lie in arrays ({@link #classes(float[], int, int[], int)}, {@link #values}), in a data set of module
 * {@code data}, or anywhere else: they are asked for some at a time.
 *
 * <p>Samples must not change while they are in use. What they say of themselves is checked where they are used:
 * features and targets that are not finite, labels out of range and lengths that do not fit are refused there.
 */
public interface Samples {
    /** Returns the number of samples, at least 1. */
    int rows();

    /** Returns the number of features of a sample, at least 1. */
    int columns();

    /** Returns the number of classes, at least 2; 0 where samples have no classes. */
    int classes();

    /** Returns how many numbers are to be predicted for a sample; 0 where samples have no numbers. */
    int outputs();

    /** Returns the class of each row, 0 to {@code classes() - 1}; empty where samples have no classes. Not copied. */
    int[] labels();

    /** Returns the numbers to predict, rows x outputs, row by row; empty where samples have none. Not copied. */
    float[] targets();

    /**
     * Reads the features of some rows.
     *
     * @param first number of the first row, from 0
     * @param count number of rows
     * @param x count x columns, row by row; all of it is to be written
     */
    void read(int first, int count, float[] x);

    /**
     * Returns samples that belong to classes. The arrays are not copied.
     *
     * @param x rows x columns, row by row, finite
     * @param columns number of features of a sample
     * @param labels class of each row, 0 to classes - 1
     * @param classes number of classes, at least 2
     * @throws IllegalArgumentException if lengths do not fit
     */
    static Samples classes(float[] x, int columns, int[] labels, int classes) {
        if (classes < 2)
            throw new IllegalArgumentException("classes: must be at least 2, got " + classes);
        return new ArraySamples(x, columns, classes, 0, labels, new float[0]);
    }

    /**
     * Returns samples with numbers to predict. The arrays are not copied.
     *
     * @param x rows x columns, row by row, finite
     * @param columns number of features of a sample
     * @param targets rows x outputs, row by row, finite
     * @param outputs how many numbers are to be predicted for a sample, at least 1
     * @throws IllegalArgumentException if lengths do not fit
     */
    static Samples values(float[] x, int columns, float[] targets, int outputs) {
        Numbers.atLeastOne("outputs", outputs);
        return new ArraySamples(x, columns, 0, outputs, new int[0], targets);
    }
}
