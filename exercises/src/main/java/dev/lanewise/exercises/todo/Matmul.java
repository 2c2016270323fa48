package dev.lanewise.exercises.todo;

/** The exercise {@code matmul}. */
public final class Matmul {
    private Matmul() {}

    /**
     * Writes the product {@code C = A B} of matrices stored row after row. The plain loop is
     *
     * <pre>
     * for (int i = 0; i &lt; m; i++) {
     *     for (int j = 0; j &lt; n; j++) {
     *         float sum = 0;
     *         for (int p = 0; p &lt; k; p++)
     *             sum += a[i * k + p] * b[p * n + j];
     *         c[i * n + j] = sum;
     *     }
     * }
     * </pre>
     *
     * @param a {@code m x k}
     * @param b {@code k x n}
     * @param c {@code m x n}; whatever it held before is overwritten, elements from {@code m n} on are not written
     * @param m rows of A and C, any number from 0
     * @param n columns of B and C, any number from 0
     * @param k columns of A, rows of B, any number from 0
     */
    @SuppressWarnings("DoNotCallSuggester") // it throws only until it is solved
    public static void matmul(float[] a, float[] b, float[] c, int m, int n, int k) {
        throw new NotSolvedYet(Matmul.class);
    }
}
