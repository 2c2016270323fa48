package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.TrainingImplementation;
import dev.lanewise.benchmarks.TrainingTask;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * DL4J's {@code MultiLayerNetwork} with workspaces for training on, which is its default. A step copies the
 * mini-batch, its labels as one-hot rows, from arrays into new ones of ND4J, which is how a user hands one over.
 */
public final class Dl4jTraining implements TrainingImplementation {
    private static final double NORM_EPSILON = 1e-5;
    /** Share of the old statistics in the running ones. */
    private static final double NORM_DECAY = 0.9;

    @Override
    public String name() { return "dl4j"; }

    @Override
    public String version() { return "DL4J on " + Nd4jNative.version(); }

    @Override
    public boolean supports(TrainingTask task, int threads) { return true; }

    @Override
    public Session open(TrainingTask task, int threads) {
        Nd4jNative.load(threads);
        return new Steps(task);
    }

    private static final class Steps implements Session {
        private final MultiLayerNetwork network;
        private final Batches batches;
        private final long[] shape;
        private final long[] labelShape;

        Steps(TrainingTask task) {
            batches = new Batches(task);
            shape = new long[]{task.batch(), task.features()};
            labelShape = new long[]{task.batch(), task.classes()};
            network = network(task);
            network.init();
            int layersOfOne = task.batchNorm() ? 3 : 1;
            for (int layer = 0; layer < task.layers(); layer++) {
                var weights = Nd4j.create(task.weights(layer),
                        new long[]{task.widths().get(layer), task.widths().get(layer + 1)}, 'c');
                network.setParam(layersOfOne * layer + "_W", weights);
            }
        }

        private static MultiLayerNetwork network(TrainingTask task) {
            var layers = new NeuralNetConfiguration.Builder().updater(new Adam(TrainingTask.LEARNING_RATE)).list();
            for (int layer = 0; layer < task.layers(); layer++) {
                int inputs = task.widths().get(layer);
                int units = task.widths().get(layer + 1);
                if (layer == task.layers() - 1)
                    layers.layer(new OutputLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).nIn(inputs)
                            .nOut(units).build());
                else if (task.batchNorm())
                    layers.layer(
                            new DenseLayer.Builder().activation(Activation.IDENTITY).nIn(inputs).nOut(units).build())
                            .layer(new BatchNormalization.Builder().eps(NORM_EPSILON).decay(NORM_DECAY).nIn(units)
                                    .nOut(units).build())
                            .layer(new ActivationLayer.Builder().activation(Activation.RELU).build());
                else
                    layers.layer(new DenseLayer.Builder().activation(Activation.RELU).nIn(inputs).nOut(units).build());
            }
            return new MultiLayerNetwork(layers.build());
        }

        @Override
        public void step() {
            batches.advance();
            try (var x = Nd4j.create(batches.features(), shape, 'c');
                    var labels = Nd4j.create(batches.oneHot(), labelShape, 'c')) {
                network.fit(x, labels);
            }
        }

        @Override
        public double loss() { return network.score(); }

        @Override
        public void close() { network.close(); }
    }
}
