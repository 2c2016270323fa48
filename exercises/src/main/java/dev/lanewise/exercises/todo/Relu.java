package dev.lanewise.exercises.todo;

/** The exercise {@code relu}. */
public final class Relu {
    private Relu() {}

    /**
     * Writes {@code out[i] = max(x[i], 0)} for i below n. NaN stays NaN, -0 becomes +0. The plain loop is
     *
     * <pre>
     * for (int i = 0; i &lt; n; i++) {
     *     if (x[i] &lt;= 0)
     *         out[i] = 0;
     *     else
     *         out[i] = x[i];
     * }
     * </pre>
     *
     * @param x {@code n} elements or more
     * @param out {@code n} elements or more, not the array {@code x}; those from {@code n} on are not written
     * @param n any number from 0, not only multiples of the vector length
     */
    @SuppressWarnings("DoNotCallSuggester") // it throws only until it is solved
    public static void relu(float[] x, float[] out, int n) { throw new NotSolvedYet(Relu.class); }
}
