package dev.lanewise.nn;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.View;

/** {@code A = f(X)}, where f is not part of the layer in front. */
final class ActivationLayer extends Layer {
    private final int columns;
    private final Activation f;

    ActivationLayer(int columns, Activation f) {
        this.columns = columns;
        this.f = f;
    }

    @Override
    boolean hasKink() { return hasKink(f); }

    @Override
    Output forward(Pass pass, View x) {
        var a = pass.matrix(columns);
        pass.compute().activation(f, x, a);
        return Output.of(f, x, a);
    }

    @Override
    Gradient backward(Pass pass, Output in, Output out, Gradient upstream, Layer below) {
        var dx = upstream.view();
        // dX = dA * f'(X)
        if (!upstream.folded())
            pass.compute().activationBackward(f, out.saved(), dx, dx);
        return new Gradient(dx, false);
    }

    @Override
    Epilogue fold(Pass pass, Output out) { return Epilogue.NONE.withDerivative(f, out.saved()); }
}
