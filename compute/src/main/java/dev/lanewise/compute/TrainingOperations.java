package dev.lanewise.compute;

/**
 * Softmax, losses with their gradients, and batch normalisation. Rows are samples. Outputs may not overlap inputs
 * unless an operation says so.
 *
 * <p>Each loss has a second form that writes to a report of many lines, at one that a {@link Counter} says when the
 * operation runs: {@code loss}, and {@code correct} if given, are columns then, one element for each line, and only
 * that of the line is written. Elements of a loss's gradient of magnitude below {@link OptimizerOperations#FLUSH} are
 * stored as zero: a trained network rules out most classes, and would hand denormal numbers to all products behind,
 * which then take several times as long.
 */
public interface TrainingOperations {
    /**
     * {@code out[i, j] = exp(x[i, j] - max_i) / sum over k of exp(x[i, k] - max_i)}. A NaN, a plus infinity, or
     * nothing but minus infinity in a row makes the row NaN. out may be x.
     */
    void softmaxRows(View x, View out);

    /**
     * {@code out[i, j] = x[i, j] - max_i - ln(sum over k of exp(x[i, k] - max_i))}; otherwise as softmax. out may be
     * x.
     */
    void logSoftmaxRows(View x, View out);

    /**
     * Mean cross-entropy of softmax and its gradient:
     *
     * <pre>
     * loss     = -1/m sum over i of logSoftmax(logits)[i, labels[i]]
     * gradient = (softmax(logits) - onehot(labels)) / m
     * correct  = number of rows whose argmax is the label
     * </pre>
     *
     * <p>A label outside 0..n-1 makes the loss and its row of the gradient NaN. Without rows the loss is NaN.
     *
     * @param logits m x n
     * @param labels m class numbers
     * @param loss one element
     * @param correct one element, or null
     * @param gradient m x n, or null; may be logits
     */
    void softmaxCrossEntropy(View logits, Indices labels, View loss, View correct, View gradient);

    /** The same, to a line of a report: loss and correct are lines x 1. */
    void softmaxCrossEntropy(View logits, Indices labels, View loss, View correct, Counter line, View gradient);

    /**
     * Mean binary cross-entropy of the sigmoid and its gradient, from logits, so that large ones neither overflow nor
     * lose digits:
     *
     * <pre>
     * loss     = 1/(mn) sum of max(z, 0) - z t + ln(1 + exp(-|z|))
     * gradient = (sigmoid(z) - t) / (mn)
     * correct  = number of elements with (z > 0) == (t > 0.5)
     * </pre>
     *
     * @param logits z, m x n
     * @param targets t, m x n, in 0..1
     * @param loss one element
     * @param correct one element, or null
     * @param gradient m x n, or null; may be logits
     */
    void sigmoidCrossEntropy(View logits, View targets, View loss, View correct, View gradient);

    /** The same, to a line of a report: loss and correct are lines x 1. */
    void sigmoidCrossEntropy(View logits, View targets, View loss, View correct, Counter line, View gradient);

    /**
     * {@code loss = 1/(mn) sum of (p - t)^2}, {@code gradient = 2 (p - t) / (mn)}.
     *
     * @param predictions p, m x n
     * @param targets t, m x n
     * @param loss one element
     * @param gradient m x n, or null; may be predictions
     */
    void meanSquaredError(View predictions, View targets, View loss, View gradient);

    /** The same, to a line of a report: loss is lines x 1. */
    void meanSquaredError(View predictions, View targets, View loss, Counter line, View gradient);

    /**
     * Batch normalisation with the statistics of the batch (Ioffe and Szegedy 2015), per column j:
     *
     * <pre>
     * mean     = 1/m sum of x[i, j]             variance = 1/m sum of (x[i, j] - mean)^2
     * inverse  = 1 / sqrt(variance + epsilon)
     * out      = f(gamma (x - mean) inverse + beta)
     * running  = momentum running + (1 - momentum) (mean | variance)
     * </pre>
     *
     * <p>The variance divides by m, also in the running one. One row has variance 0. At least one row is needed.
     * Distances are taken from the mean as it is before it is rounded, so variance and output keep their digits when the
     * spread is small against it. In float32 sums and squares may leave the range of a float: the running variance is then
     * infinite, everything else as exact as ever.
     *
     * @param norm parameters and statistics; savedMean and savedInverse are written for the backward pass
     * @param x m x n
     * @param out m x n; may be x only if x is not needed for the backward pass
     */
    void batchNormTrain(BatchNorm norm, View x, View out);

    /** {@code out = f(gamma (x - runningMean) / sqrt(runningVariance + epsilon) + beta)}, m x n. out may be x. */
    void batchNormInfer(BatchNorm norm, View x, View out);

    /**
     * Gradients of {@link #batchNormTrain} without its activation, whose derivative the upstream gradient already
     * contains:
     *
     * <pre>
     * xhat      = (x - mean) inverse
     * gradBeta  = sum over i of upstream          gradGamma = sum over i of upstream xhat
     * out       = gamma inverse (upstream - gradBeta/m - xhat gradGamma/m)
     * </pre>
     *
     * <p>The mean is the saved one and what rounding took from it, which is found again if it is the mean of x.
     *
     * @param norm as filled by the forward pass
     * @param x the input of the forward pass, m x n
     * @param upstream gradient by the normalised, scaled values, m x n
     * @param gradGamma 1 x n
     * @param gradBeta 1 x n
     * @param out gradient by x, m x n; may be upstream
     */
    void batchNormBackward(BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta, View out);
}
