package dev.lanewise.nn;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.nn.internal.SplitMix64;

import java.util.List;

/** {@code Z = X W + b, A = f(Z)}. W is inputs x outputs, b a row. */
final class DenseLayer extends Layer {
    /** How many initial weights are on the Java heap at a time: 8 MiB of doubles. */
    private static final int BLOCK = 1 << 20;

    private final int inputs;
    private final int outputs;
    private final Initializer initializer;
    private final Activation f;
    private final int weightSegment;
    private final int biasSegment;
    private View weights;
    private View bias;
    private PackedMatrix w;
    private PackedMatrix wTransposed;

    /** Adds W and, if {@code biased}, b to the network's parameters. */
    DenseLayer(String name, int inputs, LayerSpec.Dense spec, Activation f, boolean biased,
            ParameterLayout.Builder learned) {
        this.inputs = inputs;
        this.outputs = spec.units();
        this.initializer = spec.initializer();
        this.f = f;
        weightSegment = learned.add(name + ".weight", inputs, outputs);
        biasSegment = biased ? learned.add(name + ".bias", 1, outputs) : -1;
    }

    @Override
    void attach(Scope scope, Parameters learned, Parameters running, boolean backward) {
        weights = learned.view(weightSegment);
        bias = biasSegment < 0 ? null : learned.view(biasSegment);
        w = scope.pack(weights, PackedMatrix.Role.RIGHT);
        wTransposed = backward ? scope.pack(weights.transposed(), PackedMatrix.Role.RIGHT) : null;
    }

    @Override
    void initialize(Compute compute, SplitMix64 random) {
        int rows = Math.max(1, BLOCK / outputs);
        for (int row = 0; row < inputs; row += rows) {
            int count = Math.min(rows, inputs - row);
            compute.upload(initializer.weights(inputs, outputs, count * outputs, random), weights.rows(row, count));
        }
    }

    @Override
    List<PackedMatrix> packed() { return wTransposed == null ? List.of(w) : List.of(w, wTransposed); }

    @Override
    List<Integer> weightSegments() { return List.of(weightSegment); }

    @Override
    boolean hasParameters() { return true; }

    @Override
    boolean hasKink() { return hasKink(f); }

    @Override
    Output forward(Pass pass, View x) {
        var a = pass.matrix(outputs);
        var z = pass.training() && f.saved() == Activation.Saved.INPUT ? pass.matrix(outputs) : null;
        // Z = X W + b, A = f(Z)
        pass.compute().gemm(1, x, w, 0, a, Epilogue.NONE.withBias(bias).withPreActivation(z).withActivation(f));
        return Output.of(f, z, a);
    }

    @Override
    Gradient backward(Pass pass, Output in, Output out, Gradient upstream, Layer below) {
        var compute = pass.compute();
        var dz = upstream.view();
        // dZ = dA * f'(Z)
        if (!upstream.folded() && f != Activation.IDENTITY)
            compute.activationBackward(f, out.saved(), dz, dz);
        // dW = X' dZ, db = sum over the rows of dZ; the mean over the batch is in dZ already
        compute.gemm(1, in.a().transposed(), dz, 0, pass.gradient(weightSegment),
                bias == null ? Epilogue.NONE : Epilogue.NONE.withRightSums(pass.gradient(biasSegment)));
        if (below == null)
            return null;
        // dX = dZ W'
        var fold = below.fold(pass, in);
        var dx = pass.matrix(inputs);
        compute.gemm(1, dz, wTransposed, 0, dx, fold == null ? Epilogue.NONE : fold);
        return new Gradient(dx, fold != null);
    }

    @Override
    Epilogue fold(Pass pass, Output out) {
        return f == Activation.IDENTITY ? null : Epilogue.NONE.withDerivative(f, out.saved());
    }
}
