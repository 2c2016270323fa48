package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.nn.internal.SplitMix64;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Layers with their parameters on a {@link Compute}. Made by {@link #input} and {@link NetworkBuilder#build}, or read
 * from a file by {@link #load}; trained by a {@link Trainer}. A network lives in device memory until it, or its
 * compute, is closed.
 *
 * <p>A network is for one thread, the one of its {@link Compute}: nothing of it may be called while another call of
 * this network, or of another network on the same compute, is running. A {@link Predictor} made from it serves any
 * number of threads.
 */
public final class Network implements AutoCloseable {
    private final Compute compute;
    private final Scope scope;
    private final Architecture architecture;
    private final long seed;
    private final List<Layer> layers;
    private final Parameters learned;
    private final Parameters running;
    private Loss loss;
    private Map<String, String> metadata = Map.of();

    /** Allocates a network whose parameters are all zero. */
    Network(Compute compute, Architecture architecture, long seed) {
        this(compute, architecture, seed, true);
    }

    /** Allocates a network without the copies of its parameters that only a backward pass reads. */
    static Network predicting(Compute compute, Architecture architecture, long seed) {
        return new Network(compute, architecture, seed, false);
    }

    private Network(Compute compute, Architecture architecture, long seed, boolean backward) {
        var plan = new LayerPlanner(architecture);
        this.compute = compute;
        this.architecture = architecture;
        this.seed = seed;
        layers = plan.layers();
        scope = compute.newScope();
        try {
            learned = Parameters.allocate(scope, plan.learned());
            running = Parameters.allocate(scope, plan.running());
            for (int i = 0; i < layers.size(); i++)
                layers.get(i).attach(scope, learned, running, backward && i > lowestTrained());
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    /**
     * Starts the description of a network.
     *
     * @param features number of features of a sample
     */
    public static NetworkBuilder input(int features) { return new NetworkBuilder(features); }

    /** Gives the parameters their first values. */
    Network initialize() {
        for (int i = 0; i < layers.size(); i++)
            layers.get(i).initialize(compute, new SplitMix64(seed, i));
        repack();
        return this;
    }

    /** Returns the layers and their settings. */
    public Architecture architecture() { return architecture; }

    /** Returns the compute that holds the network. */
    public Compute compute() { return compute; }

    /** Returns the seed of the first values; what was read from a file has the seed it was made with. */
    public long seed() {
        return seed;
    }

    /** Returns the number of features of a sample. */
    public int inputs() { return architecture.inputs(); }

    /** Returns the number of outputs for a sample. */
    public int outputs() { return architecture.outputs(); }

    /** Returns the number of parameters that training changes. */
    public long parameters() {
        return learned.layout().parameters();
    }

    /**
     * Returns what the network was last trained for; it says what the outputs mean.
     *
     * @throws IllegalStateException if the network was not trained yet and {@link #setLoss} has not said it
     */
    public Loss loss() {
        if (loss == null)
            throw new IllegalStateException("network: was not trained yet, so what its outputs mean is not known;"
                    + " setLoss says it");
        return loss;
    }

    /**
     * Says what the network's outputs mean, for weights that come from elsewhere: with that it predicts and can be
     * saved. Training says it by itself.
     *
     * @throws IllegalArgumentException if the loss needs another number of outputs
     */
    public void setLoss(Loss newLoss) {
        newLoss.checkOutputs(outputs());
        loss = newLoss;
    }

    /**
     * Returns the names that {@link #get} and {@link #set} take, in the order of a model file: parameters that
     * training changes, such as {@code dense1.weight}, {@code dense1.bias} and {@code batchNorm1.gamma}, and then
     * running statistics, such as {@code batchNorm1.runningMean}.
     */
    public List<String> names() {
        return Stream.concat(learned.names().stream(), running.names().stream()).toList();
    }

    /**
     * Returns a copy of the values of one parameter matrix or running statistic, row by row; a weight has a row for
     * each input and a column for each output, all others are one row.
     *
     * @param name one of {@link #names}
     * @throws IllegalArgumentException if there is no such name
     */
    public double[] get(String name) {
        return (running.contains(name) ? running : learned).get(compute, name, names());
    }

    /**
     * Replaces the values of one parameter matrix or running statistic, for weights that come from elsewhere.
     *
     * @param name one of {@link #names}
     * @param values row by row, as {@link #get} returns them
     * @throws IllegalArgumentException if there is no such name, or its number of values differs
     */
    public void set(String name, float... values) {
        compute.upload(values, settable(name, values.length));
        repack();
    }

    /** Does what {@link #set(String, float...)} does; a network of float32 rounds the values. */
    public void set(String name, double... values) {
        compute.upload(values, settable(name, values.length));
        repack();
    }

    private View settable(String name, long values) {
        var view = (running.contains(name) ? running : learned).view(name, names());
        if (values != view.elements())
            throw new IllegalArgumentException(name + ": has " + view.elements() + " elements, got " + values);
        return view;
    }

    /** Returns a table of the layers with their outputs and numbers of parameters. */
    public String summary() {
        return Summary.of(architecture, learned.layout());
    }

    /**
     * Predicts in inference mode.
     *
     * @param x any number of samples, rows x features, row by row
     * @return rows x outputs: probabilities of the classes, or values
     * @throws IllegalArgumentException if x is not made of whole rows of finite numbers
     */
    public double[] predict(float[] x) {
        var predictions = outputs(x);
        loss().predict(predictions, predictions.length, outputs());
        return predictions;
    }

    /**
     * Decides in inference mode.
     *
     * @param x any number of samples, rows x features, row by row
     * @return the most probable class of each sample
     * @throws IllegalStateException if the network predicts numbers
     */
    public int[] classify(float[] x) {
        var predictions = predict(x);
        var classes = new int[predictions.length / outputs()];
        loss().decide(predictions, classes.length, outputs(), classes, 0);
        return classes;
    }

    /**
     * Judges the network in inference mode on samples it was not trained on.
     *
     * @throws IllegalArgumentException if the samples do not fit the network or its loss
     */
    public Evaluation evaluate(Samples samples) {
        check("samples", samples, loss());
        var reader = new SampleReader("samples", samples, compute);
        var outputs = new double[Math.multiplyExact(samples.rows(), outputs())];
        try (var inference = new Inference(this, samples.rows())) {
            inference.outputs(reader::upload, samples.rows(), outputs);
        }
        return loss().evaluate(outputs, outputs(), samples);
    }

    /**
     * Writes the network to a file, so that a reader finds either the old file or the whole new one. Equal networks
     * make equal files.
     *
     * @see #save(Path, Map)
     */
    public void save(Path file) throws IOException { save(file, metadata); }

    /**
     * Writes the network and texts that belong to it, such as how features were prepared.
     *
     * @param metadata names and texts; {@link #metadata} of the loaded network returns them
     * @throws IOException if the file cannot be written; an old file is then still there
     * @throws IllegalStateException if the network was not trained yet
     */
    public void save(Path file, Map<String, String> metadata) throws IOException {
        ModelFile.write(this, metadata, file);
    }

    /**
     * Reads a network from a file.
     *
     * @throws ModelFileException if the file is not a whole, unchanged model file
     * @throws IOException if it cannot be read
     */
    public static Network load(Compute compute, Path file) throws IOException {
        return ModelFile.read(compute, file);
    }

    /** Returns the texts that were loaded with the network; empty for a new one. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Frees the device memory. */
    @Override
    public void close() { scope.close(); }

    // ---- for training, files and gradient checks

    List<Layer> layers() { return layers; }

    Parameters learned() { return learned; }

    Parameters running() { return running; }

    void describe(Map<String, String> newMetadata) { metadata = Map.copyOf(newMetadata); }

    /** Returns the position of the lowest layer with parameters: no gradient is needed below it. */
    int lowestTrained() {
        int lowest = 0;
        while (!layers.get(lowest).hasParameters())
            lowest++;
        return lowest;
    }

    /** Refreshes the copies that products read, after the parameters have changed. */
    void repack() {
        compute.repackAll(layers.stream().flatMap(layer -> layer.packed().stream()).toList());
    }

    /**
     * Returns the name of a parameter matrix or running statistic with a number that is not finite; null if there is
     * none. Sums are formed on the device; only where one is not finite, which large numbers may be to blame for, are
     * the numbers themselves looked at.
     */
    String notFinite() {
        try (var sums = compute.newScope()) {
            var sum = sums.allocate(1);
            for (var parameters : List.of(learned, running))
                if (parameters.flat() != null) {
                    compute.reduceAll(Reduction.SUM, parameters.flat(), sum);
                    if (!Double.isFinite(compute.downloadScalar(sum)))
                        for (var segment : parameters.layout().segments())
                            if (Arrays.stream(get(segment.name())).anyMatch(value -> !Double.isFinite(value)))
                                return segment.name();
                }
            return null;
        }
    }

    void check(String operand, Samples samples, Loss compared) {
        SampleReader.check(operand, samples);
        if (samples.columns() != inputs())
            throw new IllegalArgumentException(
                    operand + ": has " + samples.columns() + " features, the network takes " + inputs());
        compared.check(operand, samples, outputs());
    }

    /** Submits the forward pass and returns the outputs. */
    View forward(Pass pass, View x) {
        for (var layer : layers)
            x = layer.forward(pass, x).a();
        return x;
    }

    /** Returns the outputs, rows x outputs, of features on the host. */
    private double[] outputs(float[] x) {
        int rows = SampleReader.rows("x", x, inputs());
        SampleReader.requireFinite("x", x, 0, inputs());
        var outputs = new double[Math.multiplyExact(rows, outputs())];
        try (var inference = new Inference(this, rows)) {
            inference.outputs(x, outputs);
        }
        return outputs;
    }
}
