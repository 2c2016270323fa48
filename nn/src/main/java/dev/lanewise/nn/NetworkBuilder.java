package dev.lanewise.nn;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Collects layers from input to output. The last dense layer gives logits (or, for a regression, the values): softmax
 * and sigmoid of the output belong to the {@link Loss}.
 */
public final class NetworkBuilder {
    private final int inputs;
    private final List<LayerSpec> layers = new ArrayList<>();
    /**
     * The initialiser asked for, one for each layer; null for what suits the activation, and for layers that are not
     * dense.
     */
    private final List<Initializer> initializers = new ArrayList<>();

    NetworkBuilder(int inputs) { this.inputs = inputs; }

    /** Adds {@code Z = X W + b}; W starts as {@link Initializer#suiting} says of the activation that follows. */
    public NetworkBuilder dense(int units) {
        return add(new LayerSpec.Dense(units, Initializer.xavier()), null);
    }

    /** Adds {@code Z = X W + b}. */
    public NetworkBuilder dense(int units, Initializer initializer) {
        return add(new LayerSpec.Dense(units, initializer), Objects.requireNonNull(initializer, "initializer"));
    }

    /** Adds an activation. */
    public NetworkBuilder activation(Activation function) {
        return add(new LayerSpec.Activate(function), null);
    }

    /** Adds {@code A = max(Z, 0)}. */
    public NetworkBuilder relu() { return activation(Activation.RELU); }

    /** Adds {@code A = Z} where Z is positive, else {@code 0.01 Z}. */
    public NetworkBuilder leakyRelu() {
        return activation(Activation.LEAKY_RELU);
    }

    /** Adds {@code A = tanh(Z)}. */
    public NetworkBuilder tanh() { return activation(Activation.TANH); }

    /** Adds {@code A = ln(1 + exp(Z))}. */
    public NetworkBuilder softplus() {
        return activation(Activation.SOFTPLUS);
    }

    /** Adds {@code A = Z Phi(Z)}, Phi being the normal distribution function. */
    public NetworkBuilder gelu() {
        return activation(Activation.GELU);
    }

    /** Adds {@code A = Z / (1 + exp(-Z))}. */
    public NetworkBuilder silu() { return activation(Activation.SILU); }

    /** Adds {@code A = 1 / (1 + exp(-Z))}. */
    public NetworkBuilder sigmoid() { return activation(Activation.SIGMOID); }

    /** Adds batch normalisation with momentum 0.9 and epsilon 1e-5. */
    public NetworkBuilder batchNorm() {
        return batchNorm(0.9, 1e-5);
    }

    /** Adds batch normalisation. */
    public NetworkBuilder batchNorm(double momentum, double epsilon) {
        return add(new LayerSpec.Normalize(momentum, epsilon), null);
    }

    /** Adds inverted dropout. */
    public NetworkBuilder dropout(double rate) {
        return add(new LayerSpec.Drop(rate), null);
    }

    /** Returns what has been added. */
    public Architecture architecture() {
        var chosen = new ArrayList<LayerSpec>();
        for (int i = 0; i < layers.size(); i++)
            chosen.add(layers.get(i) instanceof LayerSpec.Dense dense && initializers.get(i) == null
                    ? new LayerSpec.Dense(dense.units(), Initializer.suiting(activationBehind(i)))
                    : layers.get(i));
        return new Architecture(inputs, chosen);
    }

    /**
     * Allocates the network on a compute and gives its parameters their first values, the same for a seed on every
     * backend.
     *
     * @throws IllegalArgumentException if no layer is dense
     * @throws dev.lanewise.compute.ComputeException if the device has not the memory
     */
    public Network build(Compute compute, long seed) {
        return new Network(compute, architecture(), seed).initialize();
    }

    private NetworkBuilder add(LayerSpec layer, Initializer initializer) {
        layers.add(layer);
        initializers.add(initializer);
        return this;
    }

    private Activation activationBehind(int dense) {
        for (var layer : layers.subList(dense + 1, layers.size()))
            if (layer instanceof LayerSpec.Activate activate)
                return activate.function();
            else if (layer instanceof LayerSpec.Dense)
                break;
        return Activation.IDENTITY;
    }
}
