package dev.lanewise.benchmarks.own;

import static dev.lanewise.nn.Loss.softmaxCrossEntropy;
import static dev.lanewise.nn.Optimizers.adam;

import dev.lanewise.benchmarks.InFork;
import dev.lanewise.benchmarks.TrainingImplementation;
import dev.lanewise.benchmarks.TrainingTask;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Scope;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizer;
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
    public boolean supports(TrainingTask task, int threads) {
        // Plain loops take minutes beyond.
        boolean endless = backend.equals("loops") && task.faded() * task.flops() > 0x1p36;
        return Backend.hasThreads(backend, threads) && !endless;
    }

    @Override
    public Session open(TrainingTask task, int threads) {
        var compute = Compute.named(backend, InFork.options(threads));
        version = compute.describe();
        return new Running(compute, task);
    }

    /** Adam whose moving averages outlive a training. */
    private static final class LastingAdam implements Optimizer {
        private final Optimizer adam = adam(TrainingTask.LEARNING_RATE);
        private Step step;

        @Override
        public double learningRate() { return adam.learningRate(); }

        @Override
        public Step start(Compute compute, Scope scope, long length) {
            if (step == null)
                step = adam.start(compute, compute, length);
            return step;
        }
    }

    private static final class Running implements Session {
        private final Compute compute;
        private final TrainingTask task;
        private final Network network;
        private final Optimizer optimizer;
        private Training training;
        private int steps;

        Running(Compute compute, TrainingTask task) {
            this.compute = compute;
            this.task = task;
            network = network(compute, task);
            optimizer = task.faded() > 0 ? new LastingAdam() : adam(TrainingTask.LEARNING_RATE);
            training = open(task.x());
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

        private Training open(float[] x) {
            var samples = Samples.classes(x, task.features(), task.labels(), task.classes());
            return Trainer.of(network, softmaxCrossEntropy(), optimizer).batch(task.batch()).shuffle(false)
                    .open(samples);
        }

        @Override
        public void step() {
            if (task.faded() > 0 && steps == task.batches()) {
                training.close();
                training = open(new float[task.samples() * task.features()]);
            }
            steps++;
            training.step();
        }

        @Override
        public double loss() { return training.stepLoss(); }

        @Override
        public void close() {
            training.close();
            compute.close();
        }
    }
}
