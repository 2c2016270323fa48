package dev.lanewise.benchmarks.own;

import dev.lanewise.benchmarks.PredictionImplementation;
import dev.lanewise.benchmarks.PredictionTask;

/** The predictions of a network by loops along the rows of its weights, as a programmer would write them down. */
public final class PlainPrediction implements PredictionImplementation {
    /** As the product in the same order of loops. */
    private static final String NAME = "ikj";

    @Override
    public String name() { return NAME; }

    @Override
    public String version() { return System.getProperty("java.vm.name") + " " + Runtime.version(); }

    @Override
    public boolean supports(PredictionTask task, int threads) { return threads == 1; }

    @Override
    public Session open(PredictionTask task, int threads) { return new Network(task); }

    private static final class Network implements Session {
        private final PredictionTask task;
        private final float[][] weights;
        private final float[][] biases;

        Network(PredictionTask task) {
            this.task = task;
            weights = new float[task.layers()][];
            biases = new float[task.layers()][];
            for (int layer = 0; layer < task.layers(); layer++) {
                weights[layer] = task.weights(layer);
                biases[layer] = task.biases(layer);
            }
        }

        @Override
        public Caller caller() { return new Loops(this); }

        @Override
        public void close() {}
    }

    private static final class Loops implements Caller {
        private final Network network;
        private final float[] x;
        /** What comes out of each layer, for one row. */
        private final float[][] values;
        private final double[] probabilities;

        Loops(Network network) {
            this.network = network;
            var task = network.task;
            x = task.x();
            values = new float[task.layers()][];
            for (int layer = 0; layer < task.layers(); layer++)
                values[layer] = new float[task.widths().get(layer + 1)];
            probabilities = new double[task.batch() * task.classes()];
        }

        @Override
        public void predict() {
            int features = network.task.features();
            for (int row = 0; row < network.task.batch(); row++) {
                layer(0, x, row * features, features);
                for (int layer = 1; layer < values.length; layer++)
                    layer(layer, values[layer - 1], 0, values[layer - 1].length);
                softmax(values[values.length - 1], row * network.task.classes());
            }
        }

        private void layer(int layer, float[] in, int from, int inputs) {
            var out = values[layer];
            System.arraycopy(network.biases[layer], 0, out, 0, out.length);
            for (int p = 0; p < inputs; p++)
                add(in[from + p], network.weights[layer], p * out.length, out);
            if (layer < values.length - 1)
                for (int j = 0; j < out.length; j++)
                    out[j] = Math.max(out[j], 0);
        }

        private static void add(float factor, float[] weights, int from, float[] out) {
            for (int j = 0; j < out.length; j++)
                out[j] += factor * weights[from + j];
        }

        private void softmax(float[] logits, int to) {
            double largest = Double.NEGATIVE_INFINITY;
            for (float logit : logits)
                largest = Math.max(largest, logit);
            double sum = 0;
            for (int j = 0; j < logits.length; j++)
                sum += probabilities[to + j] = Math.exp(logits[j] - largest);
            for (int j = 0; j < logits.length; j++)
                probabilities[to + j] /= sum;
        }

        @Override
        public double[] probabilities() { return probabilities.clone(); }
    }
}
