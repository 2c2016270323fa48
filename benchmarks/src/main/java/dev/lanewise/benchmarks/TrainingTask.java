package dev.lanewise.benchmarks;

import dev.lanewise.data.Dataset;
import dev.lanewise.data.sets.DataSets;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network of dense layers with ReLU between them, trained by softmax cross-entropy and Adam (rate {@value
 * #LEARNING_RATE}, beta 0.9 and 0.999, epsilon 1e-8) on mini-batches that follow each other in a fixed order. Samples
 * and first weights are the same in every process. As text, {@code 784-512-256-10:batch128}, {@code
 * 784-512-256-10:batch128:batchnorm}, {@code 784-512-256-10:batch128:faded2000}, {@code
 * 57-256-128-2:batch32:rows3681}, {@code 64-128-10:batch64:digits}, {@code 4-256-128-3:batch32:iris}.
 *
 * @param widths features, units of each hidden layer, classes
 * @param batch samples of a mini-batch
 * @param batchNorm whether each hidden layer is dense, batch normalisation (epsilon 1e-5, a tenth of the new statistics
 *     into the running ones), ReLU
 * @param faded 0, or the steps that go before any timing in which, as in those that are timed, every feature is zero:
 *     from the second round on. Weights that met features before have gradients of zero then, and their moving averages
 *     fade: into denormal numbers, where nothing prevents that
 * @param source what the samples are
 * @param rows of the noise that samples are taken from, as far as they fill mini-batches; 0 for a data set, which has
 *     its own
 */
public record TrainingTask(List<Integer> widths, int batch, boolean batchNorm, int faded, Source source, int rows) {
    /** What samples are. */
    public enum Source {
        /** Uniform between -1 and 1; the class is the largest of as many features as there are classes. */
        NOISE,
        /** The training part of the embedded handwritten digits. */
        DIGITS,
        /** The training part of the embedded irises. */
        IRIS;

        private String label() { return name().toLowerCase(Locale.ROOT); }
    }

    /** Learning rate of Adam. */
    public static final double LEARNING_RATE = 1e-3;
    /** Mini-batches of noise where no rows are named; then the first comes again. */
    public static final int BATCHES = 4;
    private static final Pattern TEXT = Pattern
            .compile("([1-9]\\d*(?:-[1-9]\\d*)+):batch([1-9]\\d*)(:batchnorm)?(?::faded([1-9]\\d*))?"
                    + "(?::rows([1-9]\\d*)|:(digits|iris))?");
    private static final long SEED = 7;
    /**
     * Distance in the file of samples that follow each other, where each class stands in rows of its own: has no factor
     * in common with the rows, so that all come, and is near no multiple of a class's rows.
     */
    private static final int IRIS_STRIDE = 53;

    /** Read at the first question, which a process of another task never asks. */
    private static final class Digits {
        static final Dataset TRAIN = DataSets.digits().prepare().train();
    }

    /** As above. */
    private static final class Iris {
        static final Dataset TRAIN = DataSets.named("iris", SEED, null).prepare().train();
    }

    /** Checks that there is a layer, that a data set fits, and that there is a mini-batch. */
    public TrainingTask {
        widths = List.copyOf(widths);
        if (widths.size() < 2)
            throw new IllegalArgumentException("widths: needs features and classes, got " + widths);
        switch (source) {
            case NOISE -> {
                if (rows < batch)
                    throw new IllegalArgumentException("rows: must fill a mini-batch of " + batch + ", got " + rows);
            }
            case DIGITS -> requireWidths(source, widths, 64, 10);
            case IRIS -> requireWidths(source, widths, 4, 3);
        }
    }

    private static void requireWidths(Source source, List<Integer> widths, int features, int classes) {
        if (widths.getFirst() != features || widths.getLast() != classes)
            throw new IllegalArgumentException("widths: " + source.label() + " needs " + features + " features and "
                    + classes + " classes, got " + widths);
    }

    /** Returns a network on {@value #BATCHES} mini-batches of noise. */
    public static TrainingTask onNoise(List<Integer> widths, int batch) {
        return new TrainingTask(widths, batch, false, 0, Source.NOISE, BATCHES * batch);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    public static TrainingTask parse(String text) {
        var match = TEXT.matcher(text);
        if (!match.matches())
            throw new IllegalArgumentException(
                    "training task: must look like 784-512-256-10:batch128:batchnorm, got " + text);
        var widths = Arrays.stream(match.group(1).split("-")).map(Integer::valueOf).toList();
        int faded = match.group(4) == null ? 0 : Integer.parseInt(match.group(4));
        int batch = Integer.parseInt(match.group(2));
        var source = match.group(6) == null ? Source.NOISE : Source.valueOf(match.group(6).toUpperCase(Locale.ROOT));
        int rows = source != Source.NOISE
                ? 0
                : match.group(5) != null ? Integer.parseInt(match.group(5)) : BATCHES * batch;
        return new TrainingTask(widths, batch, match.group(3) != null, faded, source, rows);
    }

    /** Returns the number of features of a sample. */
    public int features() { return widths.getFirst(); }

    /** Returns the number of classes. */
    public int classes() { return widths.getLast(); }

    /** Returns the number of dense layers. */
    public int layers() {
        return widths.size() - 1;
    }

    /** Returns the number of mini-batches until the first comes again: the steps of an epoch. */
    public int batches() {
        int all = switch (source) {
            case NOISE -> rows;
            case DIGITS -> Digits.TRAIN.rows();
            case IRIS -> Iris.TRAIN.rows();
        };
        return all / batch;
    }

    /** Returns the number of samples, whole mini-batches. */
    public int samples() {
        return batches() * batch;
    }

    /**
     * Returns the features of all samples, samples x features: uniform noise between -1 and 1, pixels between 0 and 1,
     * or measures of irises with mean 0 and variance 1. Where the task is {@link #faded}, only the first round has
     * them.
     */
    public float[] x() {
        return switch (source) {
            case NOISE -> noise();
            case DIGITS -> Arrays.copyOf(Digits.TRAIN.features(), samples() * features());
            case IRIS -> irises();
        };
    }

    private float[] irises() {
        var x = new float[samples() * features()];
        for (int i = 0; i < samples(); i++)
            System.arraycopy(Iris.TRAIN.features(), iris(i) * features(), x, i * features(), features());
        return x;
    }

    private static int iris(int sample) {
        return sample * IRIS_STRIDE % Iris.TRAIN.rows();
    }

    private float[] noise() {
        var random = new SplittableRandom(SEED);
        var x = new float[Math.multiplyExact(samples(), features())];
        for (int i = 0; i < x.length; i++)
            x[i] = (random.nextInt() >> 7) * 0x1p-24f;
        return x;
    }

    /**
     * Returns the class of each sample: that of the data set, or the largest of as many features as there are classes,
     * so that it can be learned.
     */
    public int[] labels() {
        return switch (source) {
            case NOISE -> largest();
            case DIGITS -> Arrays.copyOf(Digits.TRAIN.labels(), samples());
            case IRIS -> IntStream.range(0, samples()).map(i -> Iris.TRAIN.labels()[iris(i)]).toArray();
        };
    }

    private int[] largest() {
        var x = noise();
        var labels = new int[samples()];
        int compared = Math.min(classes(), features());
        for (int i = 0; i < labels.length; i++)
            for (int j = 1; j < compared; j++)
                if (x[i * features() + j] > x[i * features() + labels[i]])
                    labels[i] = j;
        return labels;
    }

    /**
     * Returns the first weights of a dense layer, inputs x units, normal with variance 2 / inputs (He et al. 2015).
     * Biases and batch normalisation's beta start at zero, its gamma at one.
     *
     * @param layer from 0 to {@link #layers} - 1
     */
    public float[] weights(int layer) {
        var random = new SplittableRandom(SEED + 1 + layer);
        double deviation = Math.sqrt(2.0 / widths.get(layer));
        var weights = new float[Math.multiplyExact(widths.get(layer), widths.get(layer + 1))];
        for (int i = 0; i < weights.length; i++)
            weights[i] = (float) (deviation * random.nextGaussian());
        return weights;
    }

    /** Returns multiplications and additions of the products: one forward, two backward, one in the lowest layer. */
    public double flops() {
        double products = 0;
        for (int layer = 0; layer < layers(); layer++)
            products += (layer == 0 ? 2.0 : 3.0) * widths.get(layer) * widths.get(layer + 1);
        return 2 * batch * products;
    }

    /** Returns the bytes that Adam alone moves: four arrays of all parameters read, three written. */
    public double bytes() {
        double parameters = 0;
        for (int layer = 0; layer < layers(); layer++)
            parameters += (widths.get(layer) + 1.0) * widths.get(layer + 1)
                    + (batchNorm && layer < layers() - 1 ? 2.0 * widths.get(layer + 1) : 0);
        return 7 * Float.BYTES * parameters;
    }

    /** Returns the network and the batch for people. */
    public String shape() {
        return network() + (batchNorm ? " batch norm" : "") + ", batch " + batch + (faded > 0 ? ", faded" : "")
                + (hasOtherRows() ? ", " + rows + " rows" : "") + (source != Source.NOISE ? ", " + source.label() : "");
    }

    @Override
    public String toString() {
        return network() + ":batch" + batch + (batchNorm ? ":batchnorm" : "") + (faded > 0 ? ":faded" + faded : "")
                + (hasOtherRows() ? ":rows" + rows : "") + (source != Source.NOISE ? ":" + source.label() : "");
    }

    private boolean hasOtherRows() { return source == Source.NOISE && rows != BATCHES * batch; }

    private String network() {
        return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }
}
