package dev.lanewise.benchmarks.peers;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.lanewise.benchmarks.TrainingImplementation;
import dev.lanewise.benchmarks.TrainingTask;

import java.util.ArrayList;
import java.util.List;

/**
 * libtorch through DJL's trainer, as in DJL's own training loop. A step copies the mini-batch from arrays into new
 * ones of libtorch, which is how a user hands one over.
 */
public final class LibTorchTraining implements TrainingImplementation {
    private static final float NORM_EPSILON = 1e-5f;
    /** Share of the old statistics in the running ones. */
    private static final float NORM_MOMENTUM = 0.9f;

    @Override
    public String name() { return LibTorch.NAME; }

    @Override
    public String version() { return LibTorch.version(); }

    @Override
    public boolean supports(TrainingTask task, int threads) { return true; }

    @Override
    public Session open(TrainingTask task, int threads) {
        return new Steps(task, Model.newInstance("peer", LibTorch.engine(threads).getEngineName()));
    }

    private static final class Steps implements Session {
        private final Model model;
        private final Trainer trainer;
        private final Batches batches;
        private final Shape shape;
        private NDArray loss;

        Steps(TrainingTask task, Model model) {
            this.model = model;
            batches = new Batches(task);
            shape = new Shape(task.batch(), task.features());
            var dense = new ArrayList<Linear>();
            model.setBlock(network(task, dense));
            var adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed((float) TrainingTask.LEARNING_RATE))
                    .build();
            trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(adam));
            trainer.initialize(shape);
            for (int layer = 0; layer < dense.size(); layer++)
                dense.get(layer).getParameters().get("weight").getArray().set(transposedWeights(task, layer));
        }

        private static SequentialBlock network(TrainingTask task, List<Linear> dense) {
            var network = new SequentialBlock();
            for (int layer = 0; layer < task.layers(); layer++) {
                dense.add(Linear.builder().setUnits(task.widths().get(layer + 1)).build());
                network.add(dense.getLast());
                if (layer == task.layers() - 1)
                    continue;
                if (task.batchNorm())
                    network.add(BatchNorm.builder().optEpsilon(NORM_EPSILON).optMomentum(NORM_MOMENTUM).build());
                network.add(Activation.reluBlock());
            }
            return network;
        }

        /** Units x inputs, as libtorch has them. */
        private static float[] transposedWeights(TrainingTask task, int layer) {
            int inputs = task.widths().get(layer);
            int units = task.widths().get(layer + 1);
            var weights = task.weights(layer);
            var transposed = new float[weights.length];
            for (int i = 0; i < weights.length; i++)
                transposed[i % units * inputs + i / units] = weights[i];
            return transposed;
        }

        @Override
        public void step() {
            batches.advance();
            if (loss != null)
                loss.close();
            try (var manager = trainer.getManager().newSubManager()) {
                var x = new NDList(manager.create(batches.features(), shape));
                var labels = new NDList(manager.create(batches.labels()));
                try (var gradients = trainer.newGradientCollector()) {
                    loss = trainer.getLoss().evaluate(labels, trainer.forward(x, labels));
                    gradients.backward(loss);
                }
                loss.attach(trainer.getManager());
                trainer.step();
            }
        }

        @Override
        public double loss() { return loss.getFloat(); }

        @Override
        public void close() {
            trainer.close();
            model.close();
        }
    }
}
