package dev.lanewise.compute;

/**
 * Parameters and statistics of one batch normalisation over n columns; every view is 1 x n.
 *
 * @param gamma scale, learned
 * @param beta shift, learned
 * @param runningMean moving average of the batch means, used for inference
 * @param runningVariance moving average of the batch variances
 * @param savedMean mean of the last training batch, for the backward pass
 * @param savedInverse 1 / sqrt(variance + epsilon) of the last training batch
 * @param momentum weight of the old running value, 0 to 1; typically 0.9
 * @param epsilon added to the variance; typically 1e-5
 * @param activation applied to the result; its derivative must need its output
 */
public record BatchNorm(View gamma, View beta, View runningMean, View runningVariance, View savedMean,
        View savedInverse, double momentum, double epsilon, Activation activation) {
    /** Checks the numbers; the views are checked by the operations. */
    public BatchNorm {
        if (!(momentum >= 0 && momentum <= 1))
            throw new IllegalArgumentException("momentum: must be in [0, 1], got " + momentum);
        if (!(epsilon > 0))
            throw new IllegalArgumentException("epsilon: must be positive, got " + epsilon);
        if (activation.saved() != Activation.Saved.OUTPUT)
            throw new IllegalArgumentException("activation: " + activation + " needs its input for the derivative;"
                    + " apply it as an operation of its own");
    }
}
