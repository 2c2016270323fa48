package dev.lanewise.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a network and their settings, without the numbers learned. The text form,
 * {@code input 64, dense 128 he, batchNorm 0.9 1.0E-5, relu, dropout 0.2, dense 10 xavier}, is what model files hold.
 *
 * @param inputs number of features, at least 1
 * @param layers from input to output; at least one is dense
 */
public record Architecture(int inputs, List<LayerSpec> layers) {
    /** Far more than trains; a bound so that a crafted model file cannot keep its reader busy. */
    private static final int MAX_LAYERS = 1000;

    /** Checks that there is something to learn. */
    public Architecture {
        Numbers.atLeastOne("input: features", inputs);
        layers = List.copyOf(layers);
        if (layers.size() > MAX_LAYERS)
            throw tooMany(layers.size());
        if (layers.stream().noneMatch(LayerSpec.Dense.class::isInstance))
            throw new IllegalArgumentException("network: has no dense layer, needs at least one");
    }

    /** Returns the number of outputs: the units of the last dense layer. */
    public int outputs() {
        return outputs(layers.size() - 1);
    }

    /** Returns how many numbers come out of a layer, given by its position. */
    int outputs(int layer) {
        for (int i = layer; i >= 0; i--)
            if (layers.get(i) instanceof LayerSpec.Dense dense)
                return dense.units();
        return inputs;
    }

    /**
     * Returns the floating-point operations that the products take for one row: two for each weight. A training step
     * takes as many forward, and twice as many backward.
     */
    public double forwardFlops() {
        double weights = 0;
        double width = inputs;
        for (var layer : layers)
            if (layer instanceof LayerSpec.Dense dense) {
                weights += width * dense.units();
                width = dense.units();
            }
        return 2 * weights;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Architecture parse(String text) {
        // Counted first: a hundred thousand layers are a short text and a lot of objects.
        long count = text.chars().filter(c -> c == ',').count();
        if (count > MAX_LAYERS)
            throw tooMany(count);
        var parts = text.split(", ", -1);
        if (!parts[0].matches("input [0-9]{1,9}"))
            throw new IllegalArgumentException("architecture: must begin with input and a number, got " + parts[0]);
        var layers = new ArrayList<LayerSpec>();
        for (int i = 1; i < parts.length; i++)
            layers.add(LayerSpec.parse(parts[i]));
        return new Architecture(Integer.parseInt(parts[0].substring("input ".length())), layers);
    }

    private static IllegalArgumentException tooMany(long layers) {
        return new IllegalArgumentException(
                "network: has " + layers + " layers, at most " + MAX_LAYERS + " are allowed");
    }

    @Override
    public String toString() {
        var text = new StringBuilder("input ").append(inputs);
        layers.forEach(layer -> text.append(", ").append(layer));
        return text.toString();
    }
}
