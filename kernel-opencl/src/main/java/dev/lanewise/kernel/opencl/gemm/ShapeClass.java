package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.kernel.opencl.gemm.GemmShape.Strides;

/**
 * Products that are tuned as one: their sizes are alike, and their factors lie the same way.
 *
 * @param m rows of C, as a power of two
 * @param n columns of C
 * @param k number of products in a sum
 * @param a how A lies
 * @param b how B lies
 */
record ShapeClass(int m, int n, int k, Order a, Order b) {
    /** Below, launches are what counts; above, more of the same. */
    private static final int SMALLEST = 16;
    private static final int LARGEST = 8192;

    /** Which elements of a factor are neighbours in memory. */
    enum Order {
        ROWS, COLUMNS, GAPS;

        static Order of(Strides x) {
            return x.isRowMajor() ? ROWS : x.row() == 1 ? COLUMNS : GAPS;
        }
    }

    static ShapeClass of(GemmShape shape) {
        return new ShapeClass(rounded(shape.m()), rounded(shape.n()), rounded(shape.k()), Order.of(shape.a()),
                Order.of(shape.b()));
    }

    /** The nearest power of two by ratio. */
    private static int rounded(long size) {
        long clamped = Math.clamp(size, SMALLEST, LARGEST);
        long below = Long.highestOneBit(clamped);
        return (int) (clamped * clamped > 2 * below * below ? 2 * below : below);
    }

    /** Returns the key in a tuning file. */
    String key() {
        return m + "x" + k + "x" + n + " " + a.name().charAt(0) + b.name().charAt(0);
    }
}
