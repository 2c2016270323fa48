package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.kernel.opencl.gemm.GemmShape.Strides;

/**
 * Products that are tuned as one: their sizes are alike, and their factors are stored the same way.
 *
 * @param m rows of C, as a power of two
 * @param n columns of C
 * @param k number of products in a sum
 * @param a how A is stored
 * @param b how B is stored
 */
record ShapeClass(int m, int n, int k, Storage a, Storage b) {
    /** Below, launches are what counts; above, more of the same. */
    private static final int SMALLEST = 16;
    private static final int LARGEST = 8192;

    /** Which elements of a factor are neighbours in memory. */
    enum Storage {
        ROW_MAJOR, COLUMN_MAJOR, GAPS;

        static Storage of(Strides x) {
            return x.isRowMajor() ? ROW_MAJOR : x.row() == 1 ? COLUMN_MAJOR : GAPS;
        }
    }

    static ShapeClass of(GemmShape shape) {
        return new ShapeClass(rounded(shape.m()), rounded(shape.n()), rounded(shape.k()), Storage.of(shape.a()),
                Storage.of(shape.b()));
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
