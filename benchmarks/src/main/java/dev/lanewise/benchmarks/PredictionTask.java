package dev.lanewise.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Predictions of a network of dense layers with ReLU between them and softmax behind them, some rows in a call, by one
 * or more threads that call at once. Rows, weights and biases are the same in every process. As text, {@code
 * predict:64-128-10:batch8}, {@code predict:64-128-10:batch1:callers8}.
 *
 * @param widths features, units of each hidden layer, classes
 * @param batch rows of a call
 * @param callers threads that call
 */
public record PredictionTask(List<Integer> widths, int batch, int callers) {
    /** What the text begins with. */
    static final String PREFIX = "predict:";
    private static final Pattern TEXT = Pattern
            .compile(PREFIX + "([1-9]\\d*(?:-[1-9]\\d*)+):batch([1-9]\\d*)(?::callers([1-9]\\d*))?");
    private static final long SEED = 11;
    /** Standard deviation of the biases: enough that a network without them is another one. */
    private static final double BIAS = 0.3;

    /** Checks that there is a layer. */
    public PredictionTask {
        widths = List.copyOf(widths);
        if (widths.size() < 2)
            throw new IllegalArgumentException("widths: needs features and classes, got " + widths);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    public static PredictionTask parse(String text) {
        var match = TEXT.matcher(text);
        if (!match.matches())
            throw new IllegalArgumentException(
                    "prediction task: must look like predict:64-128-10:batch1:callers8, got " + text);
        return new PredictionTask(Arrays.stream(match.group(1).split("-")).map(Integer::valueOf).toList(),
                Integer.parseInt(match.group(2)), match.group(3) == null ? 1 : Integer.parseInt(match.group(3)));
    }

    /** Returns the number of features of a row. */
    public int features() { return widths.getFirst(); }

    /** Returns the number of classes. */
    public int classes() { return widths.getLast(); }

    /** Returns the number of dense layers. */
    public int layers() {
        return widths.size() - 1;
    }

    /** Returns the rows of a call, batch x features: uniform noise between -1 and 1. */
    public float[] x() {
        return Arrays.copyOf(training().x(), batch * features());
    }

    /**
     * Returns the weights of a dense layer, inputs x units, as {@link TrainingTask#weights} has them.
     *
     * @param layer from 0 to {@link #layers} - 1
     */
    public float[] weights(int layer) {
        return training().weights(layer);
    }

    /** Returns the biases of a dense layer. */
    public float[] biases(int layer) {
        var random = new SplittableRandom(SEED + layer);
        var biases = new float[widths.get(layer + 1)];
        for (int i = 0; i < biases.length; i++)
            biases[i] = (float) (BIAS * random.nextGaussian());
        return biases;
    }

    /** Returns multiplications and additions of a call's products. */
    public double flops() {
        double weights = 0;
        for (int layer = 0; layer < layers(); layer++)
            weights += (double) widths.get(layer) * widths.get(layer + 1);
        return 2 * batch * weights;
    }

    /** Returns the bytes that a call moves at least: parameters, rows and probabilities. */
    public double bytes() {
        double parameters = 0;
        for (int layer = 0; layer < layers(); layer++)
            parameters += (widths.get(layer) + 1.0) * widths.get(layer + 1);
        return Float.BYTES * (parameters + batch * (features() + classes()));
    }

    /** Returns network, batch and callers for people. */
    public String shape() {
        return network() + ", batch " + batch + (callers > 1 ? ", " + callers + " callers" : "");
    }

    @Override
    public String toString() {
        return PREFIX + network() + ":batch" + batch + (callers > 1 ? ":callers" + callers : "");
    }

    private String network() {
        return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    /** The training of the same network. */
    private TrainingTask training() {
        return TrainingTask.onNoise(widths, batch);
    }
}
