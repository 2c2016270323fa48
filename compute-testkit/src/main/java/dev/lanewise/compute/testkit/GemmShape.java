package dev.lanewise.compute.testkit;

/**
 * The shape of a product of an m x k and a k x n matrix.
 *
 * @param m rows of the result
 * @param k what is summed over
 * @param n columns of the result
 * @param transposeA whether A is stored as k x m
 * @param transposeB whether B is stored as n x k
 * @param stride distance in elements between the rows of A, B and C as they are stored; 0 for no gaps
 */
public record GemmShape(int m, int k, int n, boolean transposeA, boolean transposeB, int stride) {
    /** Checks that the rows fit into their stride. */
    public GemmShape {
        int widest = Math.max(Math.max(transposeA ? m : k, transposeB ? k : n), n);
        if (stride != 0 && stride < widest)
            throw new IllegalArgumentException("stride: must be at least " + widest + ", got " + stride);
    }

    /** Returns the shape of a product of factors that are stored as they are, without gaps. */
    public static GemmShape of(int m, int k, int n) {
        return new GemmShape(m, k, n, false, false, 0);
    }

    /** Returns multiplications and additions. */
    double flops() {
        return 2.0 * m * k * n;
    }

    /** Returns the elements of all three matrices. */
    double accesses() {
        return (double) m * k + (double) k * n + (double) m * n;
    }

    /** Returns {@code mxkxn}. */
    String size() {
        return m + "x" + k + "x" + n;
    }
}
