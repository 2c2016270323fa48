package dev.lanewise.nn;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.nn.internal.SplitMix64;

/**
 * {@code A = f(gamma (X - mean) / sqrt(variance + epsilon) + beta)} for each column (Ioffe and Szegedy 2015):
 * statistics of the batch in training, their moving averages otherwise.
 */
final class BatchNormLayer extends Layer {
    private final int columns;
    private final LayerSpec.Normalize spec;
    private final Activation f;
    private final int gammaSegment;
    private final int betaSegment;
    private final int meanSegment;
    private final int varianceSegment;
    private BatchNorm norm;

    /**
     * Adds gamma and beta to the network's parameters, and the moving averages to its running statistics.
     *
     * @param f one whose derivative needs its output
     */
    BatchNormLayer(String name, int columns, LayerSpec.Normalize spec, Activation f, ParameterLayout.Builder learned,
            ParameterLayout.Builder running) {
        this.columns = columns;
        this.spec = spec;
        this.f = f;
        gammaSegment = learned.add(name + ".gamma", 1, columns);
        betaSegment = learned.add(name + ".beta", 1, columns);
        meanSegment = running.add(name + ".runningMean", 1, columns);
        varianceSegment = running.add(name + ".runningVariance", 1, columns);
    }

    @Override
    void attach(Scope scope, Parameters learned, Parameters running, boolean backward) {
        norm = new BatchNorm(learned.view(gammaSegment), learned.view(betaSegment), running.view(meanSegment),
                running.view(varianceSegment), scope.allocate(1, columns), scope.allocate(1, columns),
                spec.momentum(), spec.epsilon(), f);
    }

    /** Normal start: gamma 1, beta 0, mean 0, variance 1. */
    @Override
    void initialize(Compute compute, SplitMix64 random) {
        compute.fill(1, norm.gamma());
        compute.fill(1, norm.runningVariance());
    }

    @Override
    boolean hasParameters() { return true; }

    @Override
    boolean hasKink() { return hasKink(f); }

    @Override
    Output forward(Pass pass, View x) {
        var a = pass.matrix(columns);
        if (pass.training())
            pass.compute().batchNormTrain(norm, x, a);
        else
            pass.compute().batchNormInfer(norm, x, a);
        return Output.of(f, null, a);
    }

    @Override
    Gradient backward(Pass pass, Output in, Output out, Gradient upstream, Layer below) {
        var dy = upstream.view();
        // dY = dA * f'(Y), Y being what f was applied to
        if (!upstream.folded() && f != Activation.IDENTITY)
            pass.compute().activationBackward(f, out.saved(), dy, dy);
        pass.compute().batchNormBackward(norm, in.a(), dy, pass.gradient(gammaSegment), pass.gradient(betaSegment), dy);
        return new Gradient(dy, false);
    }

    @Override
    Epilogue fold(Pass pass, Output out) {
        return f == Activation.IDENTITY ? null : Epilogue.NONE.withDerivative(f, out.saved());
    }
}
