package dev.lanewise.compute;

/**
 * Optimiser steps: each reads and writes every flat array once. In the formulas w is a parameter, g its gradient as
 * {@link Update} defines it, r the learning rate times the segment's factor. Every rule then subtracts the decoupled
 * decay {@code r * weightDecay * w}, of the old w.
 *
 * <p>Gradients and states of magnitude below {@link #FLUSH} count as zero and are stored as zero, on every backend:
 * with zero gradients the moments would otherwise decay into denormal numbers, on which vector units are 20 times
 * slower.
 *
 * <p>The flat views must be contiguous, of the layout's length, and must not overlap.
 */
public interface OptimizerOperations {
    /**
     * The magnitude below which gradients and states are zero: 2^-100, far below any effect, far above the denormals.
     */
    double FLUSH = 0x1p-100;

    /** Gradient descent: {@code w -= r g}. */
    void sgdStep(Update update);

    /**
     * Momentum: {@code v = beta v + gradientFactor g; w -= r v}.
     *
     * @param beta typically 0.9
     * @param gradientFactor {@code 1 - beta} in the form of a moving average, 1 in the form of most frameworks
     * @param velocity v, flat
     */
    void momentumStep(Update update, double beta, double gradientFactor, View velocity);

    /**
     * RMSprop (Tieleman and Hinton 2012): {@code s = beta s + (1 - beta) g^2; w -= r g / sqrt(s + epsilon)}.
     *
     * @param beta typically 0.9
     * @param epsilon typically 1e-8
     * @param squares s, flat
     */
    void rmspropStep(Update update, double beta, double epsilon, View squares);

    /**
     * Adam (Kingma and Ba 2015), with t the step number, 1 for the first:
     *
     * <pre>
     * m = beta1 m + (1 - beta1) g       v = beta2 v + (1 - beta2) g^2
     * w -= r (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
     * </pre>
     *
     * @param step t, read when the operation runs
     * @param firstMoment m, flat
     * @param secondMoment v, flat
     */
    void adamStep(Update update, double beta1, double beta2, double epsilon, Counter step, View firstMoment,
            View secondMoment);
}
