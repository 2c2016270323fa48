package dev.lanewise.nn;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.View;

/**
 * What a forward pass keeps of a layer.
 *
 * @param a A, what the layer puts out
 * @param saved what the derivative of the layer's activation is computed from; null if there is none
 */
record Output(View a, View saved) {
    /** What is kept of {@code A = f(Z)}: Z may be null where f does not need it, or outside training. */
    static Output of(Activation f, View z, View a) {
        return new Output(a, f.saved() == Activation.Saved.INPUT ? z : a);
    }

    /** What is kept of an A without an activation. */
    static Output of(View a) {
        return new Output(a, null);
    }
}
