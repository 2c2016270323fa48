package dev.lanewise.guide;

import dev.lanewise.compute.Activation;
import dev.lanewise.nn.Initializer;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.NetworkBuilder;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the network looks like. */
final class NetworkOptions {
    /** The word for no hidden layers: logistic, softmax or linear regression. */
    private static final String NONE = "none";

    /** Activations by the names the option takes. */
    enum Function {
        RELU(Activation.RELU), LEAKY_RELU(Activation.LEAKY_RELU), TANH(Activation.TANH), SIGMOID(Activation.SIGMOID),
        SOFTPLUS(Activation.SOFTPLUS), GELU(Activation.GELU), SILU(Activation.SILU);

        private final Activation activation;

        Function(Activation activation) { this.activation = activation; }

        @Override
        public String toString() { return name().toLowerCase(Locale.ROOT).replace('_', '-'); }
    }

    /** Initialisers by the names the option takes. */
    enum Start {
        ZEROS(Initializer.zeros()), RANDOM(Initializer.random(0.01)), XAVIER(Initializer.xavier()),
        HE(Initializer.he());

        private final Initializer initializer;

        Start(Initializer initializer) { this.initializer = initializer; }

        @Override
        public String toString() { return name().toLowerCase(Locale.ROOT); }
    }

    @Option(names = "--hidden", paramLabel = "UNITS,...", defaultValue = "256,128",
            description = "Units of the hidden layers, or none (default: ${DEFAULT-VALUE}).")
    private String hidden;

    @Option(names = "--activation", paramLabel = "NAME", defaultValue = "relu",
            description = "After each hidden layer: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Function activation;

    @Option(names = "--batch-norm", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Whether hidden layers are batch-normalised (default: they are).")
    private boolean batchNorm;

    @Option(names = "--dropout", paramLabel = "SHARE", defaultValue = "0.2",
            description = "Share of each hidden layer that is dropped in training (default: ${DEFAULT-VALUE}).")
    private double dropout;

    @Option(names = "--init", paramLabel = "NAME",
            description = "How weights start: ${COMPLETION-CANDIDATES} (default: he before a ReLU and its relatives, "
                    + "otherwise xavier).")
    private Start init;

    /** Refuses values out of range. */
    void check() {
        UsageException.require(dropout >= 0 && dropout < 1, "--dropout", dropout, "at least 0 and below 1");
        hiddenUnits();
    }

    private List<Integer> hiddenUnits() {
        var units = new ArrayList<Integer>();
        if (hidden.isBlank() || hidden.equals(NONE)) {
            return units;
        }
        for (String part : hidden.split(",", -1)) {
            UsageException.require(part.strip().matches("[1-9][0-9]{0,8}"), "--hidden", "'" + hidden + "'",
                    "numbers of units like 128,64, or " + NONE);
            units.add(Integer.parseInt(part.strip()));
        }
        return units;
    }

    /**
     * The layers, from the features to the logits.
     *
     * @param batch rows of a mini-batch, for which batch normalisation may be too few
     */
    NetworkBuilder builder(int inputs, int outputs, int batch) {
        UsageException.require(batch > 1 || !batchNorm || hiddenUnits().isEmpty(), "--batch", batch,
                "at least 2, or --no-batch-norm");
        NetworkBuilder builder = Network.input(inputs);
        for (int units : hiddenUnits()) {
            dense(builder, units);
            if (batchNorm) {
                builder.batchNorm();
            }
            builder.activation(activation.activation);
            if (dropout > 0) {
                builder.dropout(dropout);
            }
        }
        return dense(builder, outputs);
    }

    private NetworkBuilder dense(NetworkBuilder builder, int units) {
        return init == null ? builder.dense(units) : builder.dense(units, init.initializer);
    }

    /** Adds the settings by the names of the options. */
    void describe(Map<String, Object> settings) {
        settings.put("hidden", hiddenUnits());
        settings.put("activation", activation.toString());
        settings.put("batch_norm", batchNorm);
        settings.put("dropout", dropout);
        settings.put("init", init == null ? "suiting the activation" : init.toString());
    }
}
