package dev.lanewise.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A network of dense layers with ReLU between them, trained by softmax cross-entropy and Adam (rate {@value
 * #LEARNING_RATE}, beta 0.9 and 0.999, epsilon 1e-8) on mini-batches that follow each other in a fixed order. Samples
 * and first weights are the same in every process. As text, {@code 784-512-256-10:batch128}, {@code
 * 784-512-256-10:batch128:batchnorm}, {@code 784-512-256-10:batch128:faded2000}.
 *
 * @param widths features, units of each hidden layer, classes
 * @param batch samples of a mini-batch
 * @param batchNorm whether each hidden layer is dense, batch normalisation (epsilon 1e-5, a tenth of the new statistics
 *     into the running ones), ReLU
 * @param faded 0, or the steps that go before any timing in which, as in those that are timed, every feature is zero:
 *     from the second round on. Weights that met features before have gradients of zero then, and their moving averages
 *     fade: into denormal numbers, where nothing prevents that
 */
public record TrainingTask(List<Integer> widths, int batch, boolean batchNorm, int faded) {
    /** Learning rate of Adam. */
    public static final double LEARNING_RATE = 1e-3;
    /** Mini-batches that the samples make; then the first comes again. */
    public static final int BATCHES = 4;
    private static final Pattern TEXT = Pattern
            .compile("([1-9]\\d*(?:-[1-9]\\d*)+):batch([1-9]\\d*)(:batchnorm)?(?::faded([1-9]\\d*))?");
    private static final long SEED = 7;

    /** Checks that there is a layer. */
    public TrainingTask {
        widths = List.copyOf(widths);
        if (widths.size() < 2)
            throw new IllegalArgumentException("widths: needs features and classes, got " + widths);
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
        return new TrainingTask(widths, Integer.parseInt(match.group(2)), match.group(3) != null, faded);
    }

    /** Returns the number of features of a sample. */
    public int features() { return widths.getFirst(); }

    /** Returns the number of classes. */
    public int classes() { return widths.getLast(); }

    /** Returns the number of dense layers. */
    public int layers() {
        return widths.size() - 1;
    }

    /** Returns the number of samples, {@value #BATCHES} mini-batches. */
    public int samples() {
        return BATCHES * batch;
    }

    /**
     * Returns the features of all samples, samples x features: uniform noise between -1 and 1. Where the task is {@link
     * #faded}, only the first round has them.
     */
    public float[] x() {
        var random = new SplittableRandom(SEED);
        var x = new float[Math.multiplyExact(samples(), features())];
        for (int i = 0; i < x.length; i++)
            x[i] = (random.nextInt() >> 7) * 0x1p-24f;
        return x;
    }

    /** Returns the class of each sample: the largest of as many features as there are classes, so it can be learned. */
    public int[] labels() {
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
        return network() + (batchNorm ? " batch norm" : "") + ", batch " + batch + (faded > 0 ? ", faded" : "");
    }

    @Override
    public String toString() {
        return network() + ":batch" + batch + (batchNorm ? ":batchnorm" : "") + (faded > 0 ? ":faded" + faded : "");
    }

    private String network() {
        return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }
}
