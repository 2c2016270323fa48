package dev.lanewise.nn;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.nn.internal.SplitMix64;

import java.util.List;

/**
 * A layer with hand-written passes. X is its input, A its output, both rows x columns; dX stands for the gradient of
 * the loss by X. An activation behind a dense or a normalising layer is part of that layer, so that it costs no pass
 * over memory of its own.
 */
abstract class Layer {
    /**
     * Takes the layer's parameters from the network's flat views. Called once, before any other method.
     *
     * @param backward whether {@link #backward} will have to compute dX
     */
    void attach(Scope scope, Parameters learned, Parameters running, boolean backward) {}

    /** Gives the parameters their first values. */
    void initialize(Compute compute, SplitMix64 random) {}

    /** Returns copies that must be refreshed after the parameters have changed. */
    List<PackedMatrix> packed() {
        return List.of();
    }

    /** Returns the segments that the L2 penalty applies to. */
    List<Integer> weightSegments() { return List.of(); }

    /** Returns whether there is something to learn here. */
    boolean hasParameters() { return false; }

    /** Returns whether an output of 0 marks a kink, a point without a derivative. */
    boolean hasKink() { return false; }

    /** Submits the forward pass. */
    abstract Output forward(Pass pass, View x);

    /**
     * Submits the backward pass: the gradients by the layer's parameters, and dX.
     *
     * @param in what the forward pass kept of the layer that X came from
     * @param out what it kept of this one
     * @param upstream dA
     * @param below the layer that X came from, null where dX is not needed
     * @return dX, or null
     */
    abstract Gradient backward(Pass pass, Output in, Output out, Gradient upstream, Layer below);

    /**
     * Returns the part of this layer's backward pass that a product which computes dA can do before it stores dA, null
     * if there is none.
     *
     * @param out what the forward pass kept of this layer
     */
    Epilogue fold(Pass pass, Output out) { return null; }

    /** Returns whether f has a kink at 0. */
    static boolean hasKink(Activation f) {
        return f == Activation.RELU || f == Activation.LEAKY_RELU;
    }
}
