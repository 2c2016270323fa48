package dev.lanewise.compute;

import java.lang.foreign.MemorySegment;

/**
 * Moving numbers: between host and device, and on the device. Uploads own the bytes on return; only downloads wait.
 * Host arrays hold the view's elements in row-major order, without gaps, and must be exactly that long. Converting
 * between float and double rounds to nearest.
 */
public interface TransferOperations {
    /** Copies host values into a view. Not recordable. */
    void upload(float[] source, View out);

    /** Copies host values into a view. Not recordable. */
    void upload(double[] source, View out);

    /**
     * Copies host values into a view. Not recordable.
     *
     * @param source elements of {@code type} in native byte order
     * @param type FLOAT32 or FLOAT64
     */
    void upload(MemorySegment source, ElementType type, View out);

    /** Copies host integers. Not recordable. */
    void upload(int[] source, Indices out);

    /** Waits for the operations before and copies a view to the host. Not recordable. */
    void download(View x, float[] out);

    /** Waits for the operations before and copies a view to the host. Not recordable. */
    void download(View x, double[] out);

    /** Waits for the operations before and copies a view to the host. Not recordable. */
    void download(View x, MemorySegment out, ElementType type);

    /** Waits for the operations before and copies integers to the host. Not recordable. */
    void download(Indices x, int[] out);

    /**
     * Waits for the operations before and returns the only element of a view. Not recordable.
     *
     * @throws IllegalArgumentException if the view has not exactly one element
     */
    double downloadScalar(View x);

    /** {@code out = x}, between any strides; x may be broadcast. Overlap is refused unless both are the same view. */
    void copy(View x, View out);

    /** {@code out[..] = value}. */
    void fill(Scalar value, View out);

    /** {@code out[..] = value}. */
    default void fill(double value, View out) { fill(Scalar.of(value), out); }

    /**
     * {@code out[i, :] = source[rows[first + i], :]} for every row i of out. A row number outside the source gives a
     * row of NaN.
     *
     * @param source r x n
     * @param rows integers; {@code first + m} must not exceed their number, checked whenever the operation runs
     * @param first position of the first row number, read when the operation runs
     * @param out m x n, no overlap with the source
     */
    void gatherRows(View source, Indices rows, Counter first, View out);

    /**
     * {@code out[i] = source[at[first + i]]} for every i of out. A position outside the source gives -1.
     *
     * @param first position of the first entry of {@code at}, read and checked when the operation runs
     */
    void gatherIndices(Indices source, Indices at, Counter first, Indices out);

    /**
     * {@link #gatherRows} of samples and {@link #gatherIndices} of their labels by the same numbers, as one operation.
     *
     * @param x r x n
     * @param labels r integers
     * @param first position of the first row number, read and checked when the operation runs
     * @param outX m x n
     * @param outLabels m integers
     */
    void gatherSamples(View x, Indices labels, Indices rows, Counter first, View outX, Indices outLabels);

    /**
     * {@link #gatherRows} of samples and of their targets by the same numbers, as one operation.
     *
     * @param x r x n
     * @param targets r x t
     * @param first position of the first row number, read and checked when the operation runs
     * @param outX m x n
     * @param outTargets m x t
     */
    void gatherSamples(View x, View targets, Indices rows, Counter first, View outX, View outTargets);

    /**
     * {@code out[rows[i], :] += source[i, :]}, in the order of i, so that repeated rows give the same bits
     * everywhere. A row number outside out is passed over.
     *
     * @param source m x n
     * @param rows m integers
     * @param out r x n, no overlap with the source
     */
    void scatterAddRows(View source, Indices rows, View out);
}
