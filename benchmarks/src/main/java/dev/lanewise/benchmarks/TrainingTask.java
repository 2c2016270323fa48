package dev.lanewise.benchmarks;

import dev.lanewise.data.Dataset;
import dev.lanewise.data.sets.DataSets;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A network of dense layers with ReLU between them, trained by softmax cross-entropy and Adam (rate {@value
 * #LEARNING_RATE}, beta 0.9 and 0.999, epsilon 1e-8) on mini-batches that follow each other in a fixed order. Samples
 * and first weights are the same in every process. As text, {@code 784-512-256-10:batch128}, {@code
 * 784-512-256-10:batch128:batchnorm}, {@code 784-512-256-10:batch128:faded2000}, {@code 64-128-10:batch64:digits}.
 *
 * @param widths features, units of each hidden layer, classes
 * @param batch samples of a mini-batch
 * @param batchNorm whether each hidden layer is dense, batch normalisation (epsilon 1e-5, a tenth of the new statistics
 *     into the running ones), ReLU
 * @param faded 0, or the steps that go before any timing in which, as in those that are timed, every feature is zero:
 *     from the second round on. Weights that met features before have gradients of zero then, and their moving averages
 *     fade: into denormal numbers, where nothing prevents that
 * @param digits whether the samples are the embedded handwritten digits, as far as they fill mini-batches, and no noise
 */
public record TrainingTask(List<Integer> widths, int batch, boolean batchNorm, int faded, boolean digits) {
    /** Learning rate of Adam. */
    public static final double LEARNING_RATE = 1e-3;
    /** Mini-batches that noise makes; then the first comes again. */
    public static final int BATCHES = 4;
    private static final Pattern TEXT = Pattern
            .compile("([1-9]\\d*(?:-[1-9]\\d*)+):batch([1-9]\\d*)(:batchnorm)?(?::faded([1-9]\\d*))?(:digits)?");
    private static final long SEED = 7;
    private static final int DIGIT_PIXELS = 64;
    private static final int DIGIT_CLASSES = 10;

    /** Read at the first question, which a process of another task never asks. */
    private static final class Digits {
        static final Dataset TRAIN = DataSets.digits().prepare().train();
    }

    /** Checks that there is a layer, and that digits fit. */
    public TrainingTask {
        widths = List.copyOf(widths);
        if (widths.size() < 2)
            throw new IllegalArgumentException("widths: needs features and classes, got " + widths);
        if (digits && (widths.getFirst() != DIGIT_PIXELS || widths.getLast() != DIGIT_CLASSES))
            throw new IllegalArgumentException("widths: the digits need " + DIGIT_PIXELS + " features and "
                    + DIGIT_CLASSES + " classes, got " + widths);
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
        return new TrainingTask(widths, Integer.parseInt(match.group(2)), match.group(3) != null, faded,
                match.group(5) != null);
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
        return digits ? Digits.TRAIN.rows() / batch : BATCHES;
    }

    /** Returns the number of samples, whole mini-batches. */
    public int samples() {
        return batches() * batch;
    }

    /**
     * Returns the features of all samples, samples x features: uniform noise between -1 and 1, or pixels between 0 and
     * 1. Where the task is {@link #faded}, only the first round has them.
     */
    public float[] x() {
        if (digits)
            return Arrays.copyOf(Digits.TRAIN.features(), samples() * features());
        var random = new SplittableRandom(SEED);
        var x = new float[Math.multiplyExact(samples(), features())];
        for (int i = 0; i < x.length; i++)
            x[i] = (random.nextInt() >> 7) * 0x1p-24f;
        return x;
    }

    /**
     * Returns the class of each sample: its digit, or the largest of as many features as there are classes, so that it
     * can be learned.
     */
    public int[] labels() {
        if (digits)
            return Arrays.copyOf(Digits.TRAIN.labels(), samples());
        var x = x();
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
                + (digits ? ", digits" : "");
    }

    @Override
    public String toString() {
        return network() + ":batch" + batch + (batchNorm ? ":batchnorm" : "") + (faded > 0 ? ":faded" + faded : "")
                + (digits ? ":digits" : "");
    }

    private String network() {
        return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }
}
