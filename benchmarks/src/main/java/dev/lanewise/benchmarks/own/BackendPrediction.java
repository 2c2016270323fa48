package dev.lanewise.benchmarks.own;

import dev.lanewise.benchmarks.InFork;
import dev.lanewise.benchmarks.PredictionImplementation;
import dev.lanewise.benchmarks.PredictionTask;
import dev.lanewise.compute.Compute;
import dev.lanewise.nn.Loss;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Predictor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Lanewise's own predictor on one of its backends, with all its checks. */
public final class BackendPrediction implements PredictionImplementation {
    private final String backend;
    private String version = "";

    /** Predicts on the backend of that name. */
    public BackendPrediction(String backend) { this.backend = backend; }

    @Override
    public String name() { return backend; }

    @Override
    public String version() { return version; }

    /** On a CPU a predictor has one thread for each call. */
    @Override
    public boolean supports(PredictionTask task, int threads) {
        return backend.equals("opencl") ? Backend.hasThreads(backend, threads) : threads == 1;
    }

    @Override
    public Session open(PredictionTask task, int threads) {
        try (var compute = Compute.named(backend, InFork.options(threads))) {
            version = compute.describe();
            String file = System.getProperty(InFork.MODEL);
            var network = file == null ? network(compute, task) : Network.load(compute, Path.of(file));
            return new Serving(task, Predictor.of(network, task.batch()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves the network of a task, for a process that is to load it. */
    public static void save(PredictionTask task, Path file) throws IOException {
        try (var compute = Compute.named("loops")) {
            network(compute, task).save(file);
        }
    }

    private static Network network(Compute compute, PredictionTask task) {
        var builder = Network.input(task.features());
        for (int layer = 0; layer < task.layers() - 1; layer++)
            builder.dense(task.widths().get(layer + 1)).relu();
        var network = builder.dense(task.classes()).build(compute, 0);
        for (int layer = 0; layer < task.layers(); layer++) {
            network.set("dense" + (layer + 1) + ".weight", task.weights(layer));
            network.set("dense" + (layer + 1) + ".bias", task.biases(layer));
        }
        network.setLoss(Loss.softmaxCrossEntropy());
        return network;
    }

    private record Serving(PredictionTask task, Predictor predictor) implements Session {
        @Override
        public Caller caller() {
            return new Calls(predictor, task.x(), new double[task.batch() * task.classes()]);
        }

        @Override
        public void close() { predictor.close(); }
    }

    private record Calls(Predictor predictor, float[] x, double[] out) implements Caller {
        @Override
        public void predict() { predictor.predict(x, out); }

        @Override
        public double[] probabilities() { return out.clone(); }
    }
}
