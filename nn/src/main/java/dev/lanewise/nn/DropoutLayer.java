package dev.lanewise.nn;

import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.View;

/** In training {@code A = X * mask / (1 - rate)}, otherwise {@code A = X}. The mask is a hash, so nothing is kept. */
final class DropoutLayer extends Layer {
    private final int columns;
    private final double rate;
    private final int number;

    /**
     * @param number of the layer: layers of one network have different masks
     */
    DropoutLayer(int columns, double rate, int number) {
        this.columns = columns;
        this.rate = rate;
        this.number = number;
    }

    @Override
    Output forward(Pass pass, View x) {
        if (!pass.training())
            return Output.of(x);
        var a = pass.matrix(columns);
        pass.compute().dropout(x, dropout(pass), pass.step(), pass.firstRow(), a);
        return Output.of(a);
    }

    @Override
    Gradient backward(Pass pass, Output in, Output out, Gradient upstream, Layer below) {
        var dx = upstream.view();
        // dX = dA * mask / (1 - rate), the mask of the forward pass
        pass.compute().dropout(dx, dropout(pass), pass.step(), pass.firstRow(), dx);
        return new Gradient(dx, false);
    }

    private Dropout dropout(Pass pass) { return new Dropout(rate, pass.dropoutSeed(), number); }
}
