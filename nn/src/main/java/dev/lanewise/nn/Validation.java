package dev.lanewise.nn;

import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.ArrayList;
import java.util.List;

/** Validation samples on the device, and the parameters with which the network was best on them. */
final class Validation implements AutoCloseable {
    private final Network network;
    private final Loss loss;
    private final Samples samples;
    private final View x;
    private final Predictor predictor;
    private final Scope scope;
    private final List<View> current = new ArrayList<>();
    private final List<View> best = new ArrayList<>();
    private double bestLoss = Double.POSITIVE_INFINITY;
    private int bestEpoch;

    Validation(Network network, Loss loss, Scope scope, Samples samples) {
        this.network = network;
        this.loss = loss;
        this.samples = samples;
        this.scope = scope;
        x = scope.allocate(samples.rows(), samples.columns());
        new SampleReader("validation", samples, network.compute()).upload(0, x);
        predictor = new Predictor(network, samples.rows());
    }

    Evaluation evaluate() {
        var outputs = predictor.outputs((first, rows) -> network.compute().copy(x.rows(first, rows.rows()), rows));
        return loss.evaluate(outputs, network.outputs(), samples);
    }

    /**
     * Keeps the parameters if they are the best so far; otherwise returns whether that has not happened for some
     * epochs.
     */
    boolean waitedFor(int patience, History.Epoch epoch) {
        // The first epoch counts even if its loss is NaN, so that there is always something to go back to.
        if (bestEpoch == 0 || epoch.validationLoss() < bestLoss) {
            bestLoss = Double.isNaN(epoch.validationLoss()) ? Double.POSITIVE_INFINITY : epoch.validationLoss();
            bestEpoch = epoch.number();
            keep();
            return false;
        }
        return epoch.number() - bestEpoch >= patience;
    }

    /** Gives the network its best parameters back and returns the number of their epoch. */
    int restoreBest() {
        for (int i = 0; i < best.size(); i++)
            network.compute().copy(best.get(i), current.get(i));
        network.repack();
        return bestEpoch;
    }

    @Override
    public void close() { predictor.close(); }

    private void keep() {
        if (best.isEmpty())
            for (var parameters : List.of(network.learned(), network.running()))
                if (parameters.flat() != null) {
                    current.add(parameters.flat());
                    best.add(scope.allocate(parameters.flat().elements()));
                }
        for (int i = 0; i < best.size(); i++)
            network.compute().copy(current.get(i), best.get(i));
    }
}
