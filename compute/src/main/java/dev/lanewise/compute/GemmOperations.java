package dev.lanewise.compute;

import java.util.List;

/**
 * Matrix products. Transposed factors are {@link View#transposed()} views. C may be any view that is not a broadcast;
 * it may not overlap a factor or a view of the epilogue.
 */
public interface GemmOperations {
    /**
     * {@code C = epilogue(alpha A B + beta C)}. With beta = 0 the old C is never read; with alpha = 0 or k = 0 the
     * product counts as zeros and the factors are never read.
     *
     * @param a m x k
     * @param b k x n
     * @param c m x n
     * @param epilogue what happens to the product before it is stored
     */
    void gemm(double alpha, GemmOperand a, GemmOperand b, double beta, View c, Epilogue epilogue);

    /** {@code C = A B}. */
    default void gemm(GemmOperand a, GemmOperand b, View c) {
        gemm(1, a, b, 0, c, Epilogue.NONE);
    }

    /** {@code C = alpha A B + beta C}. */
    default void gemm(double alpha, GemmOperand a, GemmOperand b, double beta, View c) {
        gemm(alpha, a, b, beta, c, Epilogue.NONE);
    }

    /**
     * {@code C[p, q] = alpha A[p, q] B[p, q] + beta C[p, q]} for every pair of batch numbers p, q: the first one
     * (rank 3) or two (rank 4) dimensions of all three, equal in size; factors may be broadcast.
     *
     * @param a .. x m x k
     * @param b .. x k x n
     * @param c .. x m x n
     */
    void gemmBatched(double alpha, View a, View b, double beta, View c);

    /** Refreshes a packed copy after its source has changed. */
    void repack(PackedMatrix packed);

    /** {@link #repack} for each, as one operation: all of a network's after an optimiser step. */
    void repackAll(List<PackedMatrix> packed);
}
