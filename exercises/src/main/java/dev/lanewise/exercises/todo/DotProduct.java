package dev.lanewise.exercises.todo;

/** The exercise {@code dot-product}. */
public final class DotProduct {
    private DotProduct() {}

    /**
     * Returns {@code a[0] b[0] + ... + a[n-1] b[n-1]}, 0 for {@code n = 0}. The plain loop is
     *
     * <pre>
     * float sum = 0;
     * for (int i = 0; i &lt; n; i++)
     *     sum += a[i] * b[i];
     * return sum;
     * </pre>
     *
     * @param a {@code n} elements or more; those from {@code n} on are not read
     * @param b likewise
     * @param n any number from 0, not only multiples of the vector length
     */
    @SuppressWarnings("DoNotCallSuggester") // it throws only until it is solved
    public static float dot(float[] a, float[] b, int n) { throw new NotSolvedYet(DotProduct.class); }
}
