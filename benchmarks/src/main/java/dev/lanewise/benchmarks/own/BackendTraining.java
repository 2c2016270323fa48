package dev.lanewise.benchmarks.own;

import static dev.lanewise.nn.Loss.softmaxCrossEntropy;
import static dev.lanewise.nn.Optimizers.adam;

import dev.lanewise.benchmarks.TrainingImplementation;
import dev.lanewise.benchmarks.TrainingTask;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Samples;
import dev.lanewise.nn.Trainer;
import dev.lanewise.nn.Training;

/** Lanewise's own training on one of its backends. */
public final class BackendTraining implements TrainingImplementation {
    private final String backend;
    private String version = "";

    /** Trains on the backend of that name. */
    public BackendTraining(String backend) { this.backend = backend; }

    @Override
    public String name() { return backend; }

    @Override
    public String version() { return version; }

    @Override
    public boolean supports(TrainingTask task, int threads) { return Backend.hasThreads(backend, threads); }

    @Override
    public Session open(TrainingTask task, int threads) {
        var compute = Compute.named(backend, ComputeOptions.DEFAULT.withThreads(threads));
        version = compute.describe();
        return new Running(compute, task);
    }

    private static final class Running implements Session {
        private final Compute compute;
        private final Training training;

        Running(Compute compute, TrainingTask task) {
            this.compute = compute;
            var samples = Samples.classes(task.x(), task.features(), task.labels(), task.classes());
            training = Trainer.of(network(compute, task), softmaxCrossEntropy(), adam(TrainingTask.LEARNING_RATE))
                    .batch(task.batch()).shuffle(false).open(samples);
        }

        private static Network network(Compute compute, TrainingTask task) {
            var builder = Network.input(task.features());
            for (int layer = 0; layer < task.layers(); layer++) {
                builder.dense(task.widths().get(layer + 1));
                boolean hidden = layer < task.layers() - 1;
                if (hidden && task.batchNorm())
                    builder.batchNorm();
                if (hidden)
                    builder.relu();
            }
            var network = builder.build(compute, 0);
            for (int layer = 0; layer < task.layers(); layer++)
                network.set("dense" + (layer + 1) + ".weight", task.weights(layer));
            return network;
        }

        @Override
        public void step() { training.step(); }

        @Override
        public double loss() { return training.stepLoss(); }

        @Override
        public void close() {
            training.close();
            compute.close();
        }
    }
}
