package dev.lanewise.compute;

/**
 * A factor of {@link GemmOperations#gemm}: a plain {@link View}, or a {@link PackedMatrix} in the backend's own
 * order.
 */
public sealed interface GemmOperand permits View, PackedMatrix {
    /** Returns the number of rows of the factor as it stands in the product. */
    long rows();

    /** Returns the number of columns of the factor as it stands in the product. */
    long cols();

    /** Returns the matrix itself: the view, or what was packed. */
    View source();
}
