package dev.lanewise.compute;

/**
 * What all optimiser steps have in common. The gradient that a rule sees is
 * {@code g = gradientScale * gradients + l2 * parameters}.
 *
 * @param hyperParameters settings of each segment, and the layout
 * @param learningRate read when the operation runs
 * @param gradientScale read when the operation runs: 1, or the factor of global-norm clipping or of loss scaling
 * @param parameters flat, of the layout's length; changed
 * @param gradients flat, of the layout's length; only read
 */
public record Update(HyperParameters hyperParameters, Scalar learningRate, Scalar gradientScale, View parameters,
        View gradients) {}
