package dev.lanewise.nn;

import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.HyperParameters;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Plan;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;

import java.util.ArrayList;

/**
 * One step of mini-batch training for one batch size, recorded once: gather the samples, forward, loss with a line in
 * the epoch's report, backward, optimiser. A run of it moves nothing between host and device and waits for nothing.
 */
final class TrainingStep implements AutoCloseable {
    /**
     * What the steps of one training share.
     *
     * @param network what is trained
     * @param loss what for
     * @param l2 lambda of the penalty
     * @param clipNorm the largest norm of the gradient; 0 for any
     * @param seed of dropout
     * @param data the training samples
     * @param order numbers of the samples in the order of the epoch
     * @param gradients flat
     * @param optimizer with its state
     * @param learningRate of the epoch
     * @param first position of the mini-batch in the order
     * @param step number of the step since the start, from 1
     * @param line number of the step in the epoch, from 0
     * @param report one line for each step of the epoch: loss, right decisions
     */
    record Shared(Network network, Loss loss, double l2, double clipNorm, long seed, Batch data, Indices order,
            View gradients, Optimizer.Step optimizer, Scalar learningRate, Counter first, Counter step, Counter line,
            View report) {}

    private final Shared shared;
    private final Compute compute;
    private final Scope scope;
    private final int rows;
    private final Plan plan;

    TrainingStep(Shared shared, Scope parent, int rows) {
        this.shared = shared;
        this.rows = rows;
        compute = shared.network.compute();
        scope = parent.newScope();
        var update = new Update(hyperParameters(), shared.learningRate, Scalar.of(gradientScale()),
                shared.network.learned().flat(), shared.gradients);
        plan = compute.record(() -> submit(update));
    }

    int rows() { return rows; }

    /** Runs the step for the samples from {@code first} of the order on. */
    void run() { plan.run(); }

    @Override
    public void close() {
        plan.close();
        scope.close();
    }

    private void submit(Update update) {
        var network = shared.network;
        var batch = Batch.allocate(scope, rows, shared.data);
        shared.data.gather(compute, shared.order, shared.first, batch);

        var pass = new Pass(compute, scope, rows, network.learned().layout(), shared.gradients, shared.seed,
                shared.step, shared.first);
        new GradientPass(network, shared.loss, pass, batch, shared.report, shared.line).submit();

        if (shared.clipNorm > 0)
            submitClipping(update.gradientScale().view());
        shared.optimizer.apply(update, shared.step);
        network.repack();
    }

    /**
     * Global-norm clipping (Pascanu et al. 2013): {@code scale = min(1, clipNorm / |gradient|)}, all on the device.
     * That may be too small for the element type, whose largest number is 2^e, or the norm too large for it. So the
     * gradients become {@code p = max(2^(-3e/4), min(1, 2^(e/2) / |gradient|))} of what they were first, 1 but for
     * norms above 2^(e/2); then {@code scale = min(1 / p, clipNorm / |p gradient|)}.
     */
    private void submitClipping(View scale) {
        int exponent = compute.elementType() == ElementType.FLOAT32 ? 128 : 1024;
        var one = scope.allocate(1);
        compute.fill(1, one);
        var p = scope.allocate(1);
        compute.fill(Math.scalb(1.0, -exponent / 4 * 3), p);
        var largest = scope.allocate(1);
        submitReciprocalNorm(scale);
        compute.scale(Math.scalb(1.0, exponent / 2), scale, scale);
        compute.binary(BinaryOp.MIN, scale, one, scale);
        compute.binary(BinaryOp.MAX, scale, p, p);
        compute.unary(UnaryOp.RECIPROCAL, p, largest);
        compute.scale(Scalar.of(p), shared.gradients, shared.gradients);
        submitReciprocalNorm(scale);
        compute.scale(shared.clipNorm, scale, scale);
        compute.binary(BinaryOp.MIN, scale, largest, scale);
    }

    private void submitReciprocalNorm(View out) {
        compute.norm(shared.gradients, out);
        compute.unary(UnaryOp.RECIPROCAL, out, out);
    }

    private View gradientScale() {
        var scale = scope.allocate(1);
        compute.fill(1, scale);
        return scale;
    }

    /** The guide's penalty {@code lambda / (2m) * sum of W^2}, m being the batch size, adds {@code lambda / m * W}. */
    private HyperParameters hyperParameters() {
        var layout = shared.network.learned().layout();
        var settings = new ArrayList<HyperParameters.Settings>();
        for (int s = 0; s < layout.segments().size(); s++)
            settings.add(HyperParameters.Settings.PLAIN);
        for (var layer : shared.network.layers())
            for (int segment : layer.weightSegments())
                settings.set(segment, new HyperParameters.Settings(1, shared.l2 / rows, 0));
        return new HyperParameters(scope, compute, layout, settings);
    }
}
