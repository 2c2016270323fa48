package dev.lanewise.compute;

/**
 * Operations that compute each element from the elements at the same place. Shapes must be equal; an input may be
 * {@linkplain View#broadcast broadcast} to the shape of the output. The output may be the very same view as an input
 * (in place); any other overlap throws {@link IllegalArgumentException}.
 */
public interface ElementwiseOperations {
    /** {@code out = op(x)}. */
    void unary(UnaryOp op, View x, View out);

    /** {@code out = op(a, b)}. */
    void binary(BinaryOp op, View a, View b, View out);

    /** {@code out = a + b}. */
    default void add(View a, View b, View out) { binary(BinaryOp.ADD, a, b, out); }

    /** {@code out = a - b}. */
    default void sub(View a, View b, View out) { binary(BinaryOp.SUB, a, b, out); }

    /** {@code out = a * b}, element by element. */
    default void mul(View a, View b, View out) {
        binary(BinaryOp.MUL, a, b, out);
    }

    /** {@code out = a / b}, element by element. */
    default void div(View a, View b, View out) {
        binary(BinaryOp.DIV, a, b, out);
    }

    /** {@code out = alpha * x}. */
    void scale(Scalar alpha, View x, View out);

    /** {@code out = alpha * x}. */
    default void scale(double alpha, View x, View out) {
        scale(Scalar.of(alpha), x, out);
    }

    /** {@code y = alpha * x + beta * y}. With beta = 0 the old y is never read (NaN there does not spread). */
    void axpby(Scalar alpha, View x, Scalar beta, View y);

    /** {@code y = alpha * x + beta * y}. */
    default void axpby(double alpha, View x, double beta, View y) {
        axpby(Scalar.of(alpha), x, Scalar.of(beta), y);
    }

    /** {@code out = f(x)}. */
    void activation(Activation f, View x, View out);

    /**
     * {@code out = upstream * f'(saved)}.
     *
     * @param saved what {@link Activation#saved()} of f names: the input or the output of the forward pass
     * @param upstream gradient of the loss by the output of f
     * @param out gradient of the loss by the input of f; may be {@code upstream} or {@code saved}
     */
    void activationBackward(Activation f, View saved, View upstream, View out);

    /**
     * Inverted dropout: {@code out = x * keep(row, column) / (1 - rate)}, keep 0 with probability {@code rate}, else
     * 1. The mask is a function of the arguments ({@link Dropout#keeps}), never stored: the backward pass is the same
     * call on the gradient.
     *
     * @param x m x n
     * @param dropout rate, seed and layer
     * @param step number of the training step, read when the operation runs
     * @param firstRow global number of the first row's sample, read when the operation runs
     * @param out m x n
     */
    void dropout(View x, Dropout dropout, Counter step, Counter firstRow, View out);
}
