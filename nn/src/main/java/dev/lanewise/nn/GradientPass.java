package dev.lanewise.nn;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.View;

import java.util.ArrayList;
import java.util.List;

/**
 * Forward pass, loss and backward pass of one mini-batch in training mode: what gives the gradients. Submits its
 * operations when told to, to be run or recorded.
 */
final class GradientPass {
    private final Network network;
    private final Loss loss;
    private final Pass pass;
    private final Batch batch;
    private final View report;
    private final Counter line;
    private final List<Output> outputs = new ArrayList<>();

    /**
     * Allocates nothing yet.
     *
     * @param batch the samples
     * @param report lines x 2: takes the loss and the number of right decisions
     * @param line of the report, read when the pass runs
     */
    GradientPass(Network network, Loss loss, Pass pass, Batch batch, View report, Counter line) {
        this.network = network;
        this.loss = loss;
        this.pass = pass;
        this.batch = batch;
        this.report = report;
        this.line = line;
    }

    /** Submits everything. The gradients are those of the loss alone, without penalties. */
    void submit() {
        submitForward();
        var gradient = pass.matrix(outputs.getLast().a().cols());
        submitLoss(gradient);
        submitBackward(new Gradient(gradient, false));
    }

    /** Submits the forward pass; keeps the input and what each layer puts out. */
    void submitForward() {
        outputs.clear();
        outputs.add(Output.of(batch.x()));
        for (var layer : network.layers())
            outputs.add(layer.forward(pass, outputs.getLast().a()));
    }

    /**
     * Submits the loss.
     *
     * @param gradient by the outputs, or null
     */
    void submitLoss(View gradient) {
        loss.apply(pass.compute(), outputs.getLast().a(), batch, report, line, gradient);
    }

    /** Returns the input and what was kept of each layer: {@code outputs().get(i + 1)} is that of layer i. */
    List<Output> outputs() {
        return outputs;
    }

    private void submitBackward(Gradient gradient) {
        var layers = network.layers();
        int lowest = network.lowestTrained();
        for (int i = layers.size() - 1; i >= lowest; i--)
            gradient = layers.get(i).backward(pass, outputs.get(i), outputs.get(i + 1), gradient,
                    i > lowest ? layers.get(i - 1) : null);
    }
}
