package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.View;

/** What training makes small: the mean over the samples of how far the network's output is from what it should be. */
public abstract sealed class Loss permits SoftmaxCrossEntropy, SigmoidCrossEntropy, MeanSquaredError {
    /**
     * Returns the cross-entropy of the softmax of the outputs, {@code -1/m sum of ln softmax(z)[label]}: for samples of
     * one class each, with one output for each class.
     */
    public static Loss softmaxCrossEntropy() { return SoftmaxCrossEntropy.INSTANCE; }

    /**
     * Returns the binary cross-entropy of the sigmoid of the outputs, {@code -1/(mn) sum of t ln a + (1 - t) ln(1 - a)}
     * with {@code a = sigmoid(z)}, computed from z: for two classes with one output, or for numbers t in 0..1 (several
     * labels).
     */
    public static Loss sigmoidCrossEntropy() { return SigmoidCrossEntropy.INSTANCE; }

    /** Returns the mean squared error, {@code 1/(mn) sum of (p - t)^2}: for samples with numbers. */
    public static Loss meanSquaredError() {
        return MeanSquaredError.INSTANCE;
    }

    /**
     * Returns the binary cross-entropy of probabilities, {@code -1/n sum of t ln p + (1 - t) ln(1 - p)}: the textbook
     * form. Training uses {@link #sigmoidCrossEntropy}, because a p that has been rounded to 0 or 1 has lost what the
     * logit knew; here such a p counts as 1e-15 or 1 - 1e-15.
     *
     * @param targets t, in 0..1
     * @param probabilities p, as many
     */
    public static double binaryCrossEntropy(float[] targets, double[] probabilities) {
        return SigmoidCrossEntropy.ofProbabilities(targets, probabilities);
    }

    /**
     * Returns a loss by its {@link #name}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Loss named(String name) {
        return switch (name) {
            case "softmaxCrossEntropy" -> softmaxCrossEntropy();
            case "sigmoidCrossEntropy" -> sigmoidCrossEntropy();
            case "meanSquaredError" -> meanSquaredError();
            default -> throw new IllegalArgumentException(
                    "loss: must be softmaxCrossEntropy, sigmoidCrossEntropy or meanSquaredError, got " + name);
        };
    }

    /** Returns the name that {@link #named} takes. */
    public abstract String name();

    /**
     * Checks that a network with so many outputs can be trained for this loss.
     *
     * @throws IllegalArgumentException if it cannot
     */
    abstract void checkOutputs(int outputs);

    /**
     * Checks that this loss can compare a network's outputs with samples.
     *
     * @param operand name of the samples in the message
     */
    abstract void check(String operand, Samples samples, int outputs);

    /** Returns what the outputs are compared with, rows x outputs; null if that is the class numbers. */
    abstract float[] targets(Samples samples);

    /**
     * Submits loss and gradient.
     *
     * @param outputs of the network
     * @param batch with the labels or targets
     * @param report lines x 2: loss and number of right decisions, which is not written where nothing is decided
     * @param line of the report, read when the operation runs
     * @param gradient by the outputs, or null
     */
    abstract void apply(Compute compute, View outputs, Batch batch, View report, Counter line, View gradient);

    /** Returns how many decisions are made for some samples: what {@code correct} counts to; 0 where none are. */
    abstract long decisions(long rows, int outputs);

    /**
     * Turns outputs into predictions in place: probabilities or values.
     *
     * @param outputs rows x columns, row by row
     * @param count how many of them, whole rows
     */
    abstract void predict(double[] outputs, int count, int columns);

    /**
     * Finds the class of each row.
     *
     * @param predictions rows x columns, as {@link #predict} makes them
     * @param classes one for each row, to be written
     * @param first number of the element of {@code classes} for the first row
     * @throws IllegalStateException if rows have no single class
     */
    abstract void decide(double[] predictions, int rows, int columns, int[] classes, int first);

    /** Returns how good outputs are; changes them into predictions. */
    abstract Evaluation evaluate(double[] outputs, int columns, Samples samples);

    @Override
    public final String toString() { return name(); }
}
