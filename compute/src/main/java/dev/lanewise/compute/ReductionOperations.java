package dev.lanewise.compute;

/**
 * Operations that make one number of many. The order of additions depends on the shape alone, never on the number of
 * threads, so equal inputs give equal bits. The output may not overlap the input.
 */
public interface ReductionOperations {
    /** {@code out[i, 0] = op over j of x[i, j]}. x is m x n, out m x 1. */
    void reduceRows(Reduction op, View x, View out);

    /** {@code out[0, j] = op over i of x[i, j]}. x is m x n, out 1 x n. */
    void reduceColumns(Reduction op, View x, View out);

    /** {@code out = op over all elements of x}. x has any rank, out one element. */
    void reduceAll(Reduction op, View x, View out);

    /** {@code out = sum of x^2 over all elements}. x has any rank, out one element. */
    void squaredNorm(View x, View out);

    /**
     * {@code out = sqrt(sum of x^2 over all elements)}, 0 over nothing. The squares themselves may lie outside the range
     * of the element type: the result is infinite only if the norm is. x has any rank, out one element.
     */
    void norm(View x, View out);

    /**
     * {@code out[i] = the column of the largest x[i, j]}; the first of equals, the first NaN if there is one, -1 for no
     * columns. x is m x n, out holds m.
     */
    void argmaxRows(View x, Indices out);
}
