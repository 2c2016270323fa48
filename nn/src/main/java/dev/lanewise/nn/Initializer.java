package dev.lanewise.nn;

import dev.lanewise.compute.Activation;
import dev.lanewise.nn.internal.SplitMix64;

/**
 * How the weights of a dense layer start; biases start at 0. The numbers depend on the seed and the layer alone, not on
 * the backend.
 *
 * @param kind the rule
 * @param scale standard deviation, for {@link Kind#RANDOM} only, otherwise 0
 */
public record Initializer(Kind kind, double scale) {
    /** The rules. */
    public enum Kind {
        /** All 0: every unit of a hidden layer learns the same (good for logistic regression alone). */
        ZEROS,
        /** Normal with a fixed standard deviation. */
        RANDOM,
        /** Normal, variance {@code 2 / (inputs + outputs)} (Glorot and Bengio 2010): for tanh and sigmoid. */
        XAVIER,
        /**
         * Normal, variance {@code 2 / inputs} (He et al. 2015): for ReLU, which halves the variance, and for its
         * relatives.
         */
        HE
    }

    /** Checks the scale. */
    public Initializer {
        if (kind == Kind.RANDOM ? !(scale > 0 && scale < Double.POSITIVE_INFINITY) : scale != 0)
            throw new IllegalArgumentException(
                    "scale: must be positive for RANDOM and 0 for other rules, got " + scale + " for " + kind);
    }

    /** Returns the rule {@link Kind#ZEROS}. */
    public static Initializer zeros() {
        return new Initializer(Kind.ZEROS, 0);
    }

    /** Returns the rule {@link Kind#RANDOM} with a standard deviation. */
    public static Initializer random(double scale) {
        return new Initializer(Kind.RANDOM, scale);
    }

    /** Returns the rule {@link Kind#XAVIER}. */
    public static Initializer xavier() {
        return new Initializer(Kind.XAVIER, 0);
    }

    /** Returns the rule {@link Kind#HE}. */
    public static Initializer he() { return new Initializer(Kind.HE, 0); }

    /**
     * Returns what suits a layer with this activation: He for ReLU and its relatives leaky ReLU, softplus, GELU and
     * SiLU, otherwise Xavier.
     */
    public static Initializer suiting(Activation activation) {
        return switch (activation) {
            case RELU, LEAKY_RELU, SOFTPLUS, GELU, SILU -> he();
            case IDENTITY, SIGMOID, TANH -> xavier();
        };
    }

    /**
     * Reads what {@link #toString} writes: {@code zeros}, {@code xavier}, {@code he}, {@code random(0.01)}.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    public static Initializer parse(String text) {
        for (var kind : Kind.values())
            if (kind != Kind.RANDOM && text.equals(new Initializer(kind, 0).toString()))
                return new Initializer(kind, 0);
        try {
            if (text.startsWith("random(") && text.endsWith(")"))
                return random(Double.parseDouble(text.substring("random(".length(), text.length() - 1)));
        } catch (NumberFormatException e) {
            // Falls through to the one message for all unknown texts.
        }
        throw new IllegalArgumentException(
                "initializer: must be zeros, random(SCALE), xavier or he, got " + text);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ZEROS -> "zeros";
            case RANDOM -> "random(" + scale + ")";
            case XAVIER -> "xavier";
            case HE -> "he";
        };
    }

    /** Returns the next {@code count} weights of a layer, in row-major order of inputs x outputs. */
    double[] weights(int inputs, int outputs, int count, SplitMix64 random) {
        double deviation = switch (kind) {
            case ZEROS -> 0;
            case RANDOM -> scale;
            case XAVIER -> Math.sqrt(2.0 / ((double) inputs + outputs));
            case HE -> Math.sqrt(2.0 / inputs);
        };
        var weights = new double[count];
        if (deviation > 0)
            for (int i = 0; i < count; i++)
                weights[i] = deviation * random.nextGaussian();
        return weights;
    }
}
