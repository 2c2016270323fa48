package dev.lanewise.compute;

/**
 * What {@link GemmOperations#gemm} does with the product before it is stored, in one pass over C:
 *
 * <pre>
 * z = alpha A B + beta C + bias          bias: a row, added to every row
 * preActivation = z                      if asked for
 * c = f(z)                               activation, or
 * c = z * f'(saved)                      derivative
 * rightSums = sum over the rows of B     if asked for: of the gradient dZ in X' dZ, the gradient of the bias
 * </pre>
 *
 * <p>Views left out are {@code null}. Activation and derivative exclude each other. No view may overlap C or a factor.
 * A product with alpha = 0, which reads no factor, has no sums to give.
 *
 * @param bias 1 x n
 * @param activation f; {@link Activation#IDENTITY} for none
 * @param preActivation m x n, written
 * @param derivative f of the derivative; {@link Activation#IDENTITY} for none
 * @param saved m x n: z or f(z), as {@link Activation#saved()} says
 * @param rightSums 1 x n, written
 */
public record Epilogue(View bias, Activation activation, View preActivation, Activation derivative, View saved,
        View rightSums) {
    /** Stores the product as it is. */
    public static final Epilogue NONE = new Epilogue(null, Activation.IDENTITY, null, Activation.IDENTITY, null, null);

    /** Checks that activation and derivative are not both asked for. */
    public Epilogue {
        if (activation != Activation.IDENTITY && derivative != Activation.IDENTITY)
            throw new IllegalArgumentException(
                    "epilogue: activation " + activation + " and derivative " + derivative + " exclude each other");
        if (derivative != Activation.IDENTITY && saved == null)
            throw new IllegalArgumentException("epilogue: derivative " + derivative + " needs a saved view");
    }

    /** Returns this epilogue with a bias row. */
    public Epilogue withBias(View row) {
        return new Epilogue(row, activation, preActivation, derivative, saved, rightSums);
    }

    /** Returns this epilogue with an activation. */
    public Epilogue withActivation(Activation f) {
        return new Epilogue(bias, f, preActivation, derivative, saved, rightSums);
    }

    /** Returns this epilogue with a place for the pre-activation. */
    public Epilogue withPreActivation(View z) {
        return new Epilogue(bias, activation, z, derivative, saved, rightSums);
    }

    /** Returns this epilogue with a factor f'(saved). */
    public Epilogue withDerivative(Activation f, View savedValues) {
        return new Epilogue(bias, activation, preActivation, f, savedValues, rightSums);
    }

    /** Returns this epilogue with a place for the sums of the right factor's columns. */
    public Epilogue withRightSums(View sums) {
        return new Epilogue(bias, activation, preActivation, derivative, saved, sums);
    }
}
