package dev.lanewise.nn;

import dev.lanewise.compute.Activation;

/** What one layer of an {@link Architecture} is, without its numbers. The text form is one word and its settings. */
public sealed interface LayerSpec {
    /**
     * {@code Z = X W + b}. Directly in front of batch normalisation there is no b: the mean that is subtracted there
     * would take it out again.
     *
     * @param units number of outputs, at least 1
     * @param initializer how W starts
     */
    record Dense(int units, Initializer initializer) implements LayerSpec {
        /** Checks the number. */
        public Dense { Numbers.atLeastOne("dense: units", units); }

        @Override
        public String toString() { return "dense " + units + " " + initializer; }
    }

    /**
     * {@code A = f(Z)}.
     *
     * @param function f
     */
    record Activate(Activation function) implements LayerSpec {
        @Override
        public String toString() {
            return switch (function) {
                case IDENTITY -> "identity";
                case SIGMOID -> "sigmoid";
                case TANH -> "tanh";
                case RELU -> "relu";
                case LEAKY_RELU -> "leakyRelu";
                case SOFTPLUS -> "softplus";
                case GELU -> "gelu";
                case SILU -> "silu";
            };
        }
    }

    /**
     * Batch normalisation: {@code gamma (x - mean) / sqrt(variance + epsilon) + beta} for each column, with the
     * statistics of the mini-batch in training and with their moving averages otherwise.
     *
     * @param momentum weight of the old moving average, in [0, 1)
     * @param epsilon added to the variance, positive
     */
    record Normalize(double momentum, double epsilon) implements LayerSpec {
        /** Checks the numbers. */
        public Normalize {
            Numbers.share("batchNorm: momentum", momentum);
            Numbers.positive("batchNorm: epsilon", epsilon);
        }

        @Override
        public String toString() { return "batchNorm " + momentum + " " + epsilon; }
    }

    /**
     * Inverted dropout: in training, each number becomes 0 with probability {@code rate} and is divided by
     * {@code 1 - rate} otherwise; nothing happens outside training.
     *
     * @param rate in [0, 1)
     */
    record Drop(double rate) implements LayerSpec {
        /** Checks the number. */
        public Drop { Numbers.share("dropout: rate", rate); }

        @Override
        public String toString() { return "dropout " + rate; }
    }

    /**
     * Reads what {@code toString} writes.
     *
     * @throws IllegalArgumentException if the text names no layer or its settings do not fit
     */
    static LayerSpec parse(String text) {
        var words = text.split(" ", -1);
        try {
            return switch (words[0]) {
                case "dense" -> new Dense(Integer.parseInt(setting(words, 1, 2)),
                        Initializer.parse(setting(words, 2, 2)));
                case "batchNorm" -> new Normalize(Double.parseDouble(setting(words, 1, 2)),
                        Double.parseDouble(setting(words, 2, 2)));
                case "dropout" -> new Drop(Double.parseDouble(setting(words, 1, 1)));
                default -> activation(text);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("layer: a setting is not a number in: " + text, e);
        }
    }

    private static String setting(String[] words, int index, int settings) {
        if (words.length != settings + 1)
            throw new IllegalArgumentException("layer: needs " + settings + " settings: " + String.join(" ", words));
        return words[index];
    }

    private static LayerSpec activation(String text) {
        for (var function : Activation.values())
            if (new Activate(function).toString().equals(text))
                return new Activate(function);
        throw new IllegalArgumentException("layer: there is none called " + text);
    }
}
