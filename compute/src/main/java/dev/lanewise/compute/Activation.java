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
    LEAKY_RELU(Saved.OUTPUT),
    /**
     * {@code f(z) = ln(1 + exp(z))}, {@code f' = 1 - exp(-a)}, which is the sigmoid of z. It loses no digits where a is
     * small: {@code -expm1(-a)} is a there. So the output is enough.
     */
    SOFTPLUS(Saved.OUTPUT),
    /**
     * {@code f(z) = z Phi(z)}, Phi being the normal distribution function {@code (1 + erf(z / sqrt(2))) / 2} (Hendrycks
     * and Gimpel 2016); not one of its approximations. {@code f' = Phi(z) + z phi(z)} with the density {@code phi}. The
     * output says too little: most negative values belong to two z.
     */
    GELU(Saved.INPUT),
    /**
     * {@code f(z) = z s}, s being the sigmoid of z, also called swish; {@code f' = s (1 + z (1 - s))}. The output says
     * too little, as with {@link #GELU}.
     */
    SILU(Saved.INPUT);

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
