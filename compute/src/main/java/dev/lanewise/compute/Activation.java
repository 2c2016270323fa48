package dev.lanewise.compute;

/**
 * Activation functions. Each says which value its derivative is computed from, so that a forward pass keeps only
 * that.
 */
public enum Activation {
    /** {@code f(z) = z}. */
    IDENTITY(Saved.OUTPUT),
    /** {@code f(z) = 1 / (1 + exp(-z))}, {@code f' = a (1 - a)}. */
    SIGMOID(Saved.OUTPUT),
    /** {@code f(z) = tanh(z)}, {@code f' = 1 - a^2}. */
    TANH(Saved.OUTPUT),
    /** {@code f(z) = max(z, 0)}; {@code f' = 1} for {@code a > 0}, else 0. NaN stays NaN. */
    RELU(Saved.OUTPUT),
    /** {@code f(z) = z} for {@code z > 0}, else {@code 0.01 z}; {@code f' = 1} for {@code a > 0}, else 0.01. */
    LEAKY_RELU(Saved.OUTPUT);

    /** The slope of {@link #LEAKY_RELU} on the negative side. */
    public static final double LEAKY_SLOPE = 0.01;

    /** Which value of the forward pass a derivative needs. */
    public enum Saved {
        /** The pre-activation z. */
        INPUT,
        /** The activation a = f(z). */
        OUTPUT
    }

    private final Saved saved;

    Activation(Saved saved) { this.saved = saved; }

    /** Returns the value that the view {@code saved} of a derivative must hold. */
    public Saved saved() {
        return saved;
    }
}
