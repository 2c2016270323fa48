package dev.lanewise.nn;

import dev.lanewise.compute.Plan;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

/** The forward pass in inference mode, some rows at a time; recorded once for full chunks and once for the rest. */
final class Predictor implements AutoCloseable {
    /** Rows that are predicted at a time: enough to keep any device busy, few enough for activations to stay small. */
    private static final int CHUNK = 1024;

    /** Puts features where the forward pass reads them. */
    interface Source {
        /**
         * Fills some rows.
         *
         * @param first number of the first row
         * @param x rows x features, to be written
         */
        void fill(int first, View x);
    }

    private record Chunk(int rows, View x, View outputs, Plan plan) {}

    private final Network network;
    private final Scope scope;
    private final int rows;
    private final Chunk full;
    private final Chunk rest;

    /**
     * Plans the passes.
     *
     * @param rows number of samples of each prediction
     */
    Predictor(Network network, int rows) {
        this.network = network;
        this.rows = rows;
        scope = network.compute().newScope();
        full = rows >= CHUNK ? chunk(CHUNK) : null;
        rest = rows % CHUNK > 0 ? chunk(rows % CHUNK) : null;
    }

    /** Returns the outputs, rows x outputs, for the parameters that the network has now. */
    double[] outputs(Source source) {
        var outputs = new double[Math.multiplyExact(rows, network.outputs())];
        for (int first = 0; first < rows; first += CHUNK) {
            var chunk = rows - first >= CHUNK ? full : rest;
            source.fill(first, chunk.x);
            chunk.plan.run();
            var values = new double[chunk.rows * network.outputs()];
            network.compute().download(chunk.outputs, values);
            System.arraycopy(values, 0, outputs, first * network.outputs(), values.length);
        }
        return outputs;
    }

    @Override
    public void close() {
        for (var chunk : new Chunk[]{full, rest})
            if (chunk != null)
                chunk.plan.close();
        scope.close();
    }

    private Chunk chunk(int size) {
        var compute = network.compute();
        var x = scope.allocate(size, network.inputs());
        var outputs = new View[1];
        var plan = compute.record(
                () -> outputs[0] = network.forward(Pass.inference(compute, scope, size), x));
        return new Chunk(size, x, outputs[0], plan);
    }
}
