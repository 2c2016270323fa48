package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.compute.View;

/**
 * What a planner has to know of {@code C = A B}: sizes, and how the factors are stored.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k number of products in a sum
 * @param batches number of such products that are computed at once
 * @param a strides of A, m x k
 * @param b strides of B, k x n
 */
record GemmShape(long m, long n, long k, long batches, Strides a, Strides b) {
    /**
     * The distance of neighbours in memory, in elements.
     *
     * @param row from row to row
     * @param column from column to column
     */
    record Strides(long row, long column) {
        static Strides of(View x) { return new Strides(x.rowStride(), x.colStride()); }

        /** Returns whether neighbours in a row are neighbours in memory. */
        boolean isRowMajor() { return column == 1; }
    }

    /** @param k number of products in a sum, 0 where the factors are not read */
    static GemmShape of(View a, View b, long k, View c) {
        return new GemmShape(c.rows(), c.cols(), k, c.size4(0) * c.size4(1), Strides.of(a), Strides.of(b));
    }
}
