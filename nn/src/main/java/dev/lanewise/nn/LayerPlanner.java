package dev.lanewise.nn;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.ParameterLayout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the layers of an architecture and lays out their parameters. Two things are decided here: an activation
 * directly behind a dense layer becomes part of it, as does one behind a normalising layer if its derivative needs its
 * output; and a dense layer directly in front of batch normalisation has no bias.
 */
final class LayerPlanner {
    private final ParameterLayout.Builder learned = ParameterLayout.builder();
    private final ParameterLayout.Builder running = ParameterLayout.builder();
    private final Map<String, Integer> counts = new HashMap<>();
    private final List<Layer> layers = new ArrayList<>();

    LayerPlanner(Architecture architecture) {
        var specs = architecture.layers();
        int columns = architecture.inputs();
        for (int i = 0; i < specs.size(); i++) {
            var next = i + 1 < specs.size() ? specs.get(i + 1) : null;
            var f = next instanceof LayerSpec.Activate activate ? activate.function() : Activation.IDENTITY;
            switch (specs.get(i)) {
                case LayerSpec.Dense dense -> {
                    boolean biased = !(next instanceof LayerSpec.Normalize);
                    layers.add(new DenseLayer(name("dense"), columns, dense, f, biased, learned));
                    columns = dense.units();
                    i += f == Activation.IDENTITY ? 0 : 1;
                }
                case LayerSpec.Normalize norm -> {
                    var joined = f.saved() == Activation.Saved.OUTPUT ? f : Activation.IDENTITY;
                    layers.add(new BatchNormLayer(name("batchNorm"), columns, norm, joined, learned, running));
                    i += joined == Activation.IDENTITY ? 0 : 1;
                }
                case LayerSpec.Activate activate -> layers.add(new ActivationLayer(columns, activate.function()));
                case LayerSpec.Drop drop -> layers.add(new DropoutLayer(columns, drop.rate(), i));
            }
        }
    }

    List<Layer> layers() { return List.copyOf(layers); }

    /** Returns the layout of what gradients are computed for. */
    ParameterLayout learned() { return learned.build(); }

    /** Returns the layout of the running statistics. */
    ParameterLayout running() { return running.build(); }

    private String name(String kind) { return kind + counts.merge(kind, 1, Integer::sum); }
}
