package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Reference of batch normalisation over the columns of an m x n row-major matrix.
 *
 * <p>Bounds: distances are taken from a pivot, one of the elements that is no outlier or a mean that was summed up in
 * the element type; it is at most q = min(max|x - mean|, 9 deviations) + (m + 5) u mean|x| from the mean. The mean is
 * the pivot and a shift, which is off by at most e = (m + 7) u (mean|x - mean| + q). Since the differences d from the
 * exact mean sum to zero, an error of the mean adds only e^2 to the variance; rounding adds (m + 9) u of it and of q^2,
 * which is taken from it. A variance computed as {@code mean(x^2) - mean(x)^2} is off by u mean(x^2) and fails where
 * the mean is large, as one whose mean is a single number of the element type does where that is as coarse as the
 * distances.
 */
final class BatchNormOracle {
    private final Tolerance tolerance;
    private final double u;
    private final double[] x;
    private final int m;
    private final int n;
    /** The exact mean is its column's first element and this: as one double it may be as coarse as the distances. */
    private final double[] offset;
    private final double[] mean;
    /**
     * Deviations from which on an element is an outlier and no pivot. The worst of normal samples of any size is nearer;
     * one that is not cancels more than six bits of the variance.
     */
    private static final double OUTLIER = 9;

    /** The largest distance of a pivot from the mean. */
    private final double[] reach;
    /** Of the mean as a pivot and a shift. */
    private final double[] centerError;
    private final double[] variance;
    private final double[] varianceError;

    BatchNormOracle(Tolerance tolerance, double[] x, int m, int n) {
        this.tolerance = tolerance;
        this.x = x;
        this.m = m;
        this.n = n;
        u = tolerance.u();
        offset = new double[n];
        mean = new double[n];
        reach = new double[n];
        centerError = new double[n];
        variance = new double[n];
        varianceError = new double[n];
        for (int j = 0; j < n; j++) {
            var sum = new Accumulator();
            double magnitude = 0;
            for (int i = 0; i < m; i++) {
                sum.add(x[i * n + j] - x[j]);
                magnitude += Math.abs(x[i * n + j]);
            }
            offset[j] = sum.sum() / m;
            mean[j] = x[j] + offset[j];
            var squares = new Accumulator();
            double distances = 0;
            double largest = 0;
            for (int i = 0; i < m; i++) {
                double d = distance(i * n + j);
                squares.addProduct(d, d);
                distances += Math.abs(d);
                largest = Math.max(largest, Math.abs(d));
            }
            variance[j] = squares.sum() / m;
            reach[j] = Math.min(largest, OUTLIER * Math.sqrt(variance[j]))
                    + (m + Tolerance.DIVISION) * u * magnitude / m;
            centerError[j] = (m + 2 + Tolerance.DIVISION) * u * (distances / m + reach[j]) + tolerance.tiny();
            varianceError[j] = centerError[j] * centerError[j]
                    + (m + 4 + Tolerance.DIVISION) * u * (variance[j] + reach[j] * reach[j]) + tolerance.tiny();
        }
    }

    /** Of element {@code e} from the mean of its column. */
    private double distance(int e) {
        return x[e] - x[e % n] - offset[e % n];
    }

    /** The mean as one number. */
    Expected mean() {
        return new Expected(mean, meanError());
    }

    private double[] meanError() {
        var errors = new double[n];
        Arrays.setAll(errors, j -> centerError[j] + 2 * u * Math.abs(mean[j]));
        return errors;
    }

    /** {@code 1 / sqrt(variance + epsilon)}. */
    Expected inverse(double epsilon) {
        var values = new double[n];
        var bounds = new double[n];
        for (int j = 0; j < n; j++) {
            values[j] = 1 / Math.sqrt(variance[j] + epsilon);
            bounds[j] = values[j] * inverseError(variance[j], varianceError[j], epsilon) + tolerance.tiny();
        }
        return new Expected(values, bounds);
    }

    Expected runningMean(double momentum, double[] old) { return running(momentum, old, mean, meanError()); }

    Expected runningVariance(double momentum, double[] old) { return running(momentum, old, variance, varianceError); }

    private Expected running(double momentum, double[] old, double[] now, double[] error) {
        var values = new double[n];
        var bounds = new double[n];
        for (int j = 0; j < n; j++) {
            values[j] = tolerance.withinRange(momentum * old[j] + (1 - momentum) * now[j]);
            // The momentum may be rounded before it is taken from 1, an error of u momentum in the weight.
            bounds[j] = (1 - momentum) * error[j] + 3 * u * (Math.abs(old[j]) + Math.abs(now[j])) + tolerance.tiny();
        }
        return new Expected(values, bounds);
    }

    Expected train(double[] gamma, double[] beta, double epsilon, Activation f) {
        return normalised(this::distance, centerError, reach, variance, varianceError, gamma, beta, epsilon, f);
    }

    /** With given statistics, which have no error. */
    Expected infer(double[] runningMean, double[] runningVariance, double[] gamma, double[] beta, double epsilon,
            Activation f) {
        return normalised(e -> x[e] - runningMean[e % n], new double[n], new double[n], runningVariance,
                new double[n], gamma, beta, epsilon, f);
    }

    private Expected normalised(IntToDoubleFunction distance, double[] offCenter, double[] pivotReach, double[] spread,
            double[] spreadError, double[] gamma, double[] beta, double epsilon, Activation f) {
        var z = new double[m * n];
        var errors = new double[m * n];
        for (int e = 0; e < z.length; e++) {
            int j = e % n;
            double d = distance.applyAsDouble(e);
            double inverse = 1 / Math.sqrt(spread[j] + epsilon);
            double scaled = gamma[j] * d * inverse;
            z[e] = scaled + beta[j];
            // From the pivot and then from the mean, or the shift goes into beta.
            double differenceError = offCenter[j] + 3 * u * (Math.abs(d) + pivotReach[j]) + tolerance.tiny();
            errors[e] = Math.abs(gamma[j]) * inverse * differenceError
                    + Math.abs(scaled) * (inverseError(spread[j], spreadError[j], epsilon) + 3 * u)
                    + 2 * u * Math.abs(beta[j]) + u * Math.abs(z[e]);
        }
        var expected = new ElementwiseOracle(tolerance).activation(f, z);
        for (int e = 0; e < z.length; e++)
            expected.bounds()[e] += ElementwiseOracle.largestSlope(f) * errors[e];
        return expected;
    }

    /** Relative error of {@code 1 / sqrt(v + epsilon)}. */
    private double inverseError(double v, double error, double epsilon) {
        return 0.5 * error / (v + epsilon) + (2 + Tolerance.ROOT + Tolerance.DIVISION) * u;
    }

    /** The gradients. */
    record Gradients(Expected gamma, Expected beta, Expected x) {}

    /** From what the forward pass has saved; what rounding took from the mean is found again. */
    Gradients trainBackward(double epsilon, double[] gamma, double[] upstream) {
        return backward(this::distance, centerError, inverse(epsilon), gamma, upstream);
    }

    /** From given statistics, which have no error. */
    Gradients backward(double[] savedMean, double[] savedInverse, double[] gamma, double[] upstream) {
        return backward(e -> x[e] - savedMean[e % n], new double[n], Expected.exactly(savedInverse), gamma, upstream);
    }

    private Gradients backward(IntToDoubleFunction distance, double[] offCenter, Expected savedInverse, double[] gamma,
            double[] upstream) {
        var gradGamma = new Expected(new double[n], new double[n]);
        var gradBeta = new Expected(new double[n], new double[n]);
        var gradX = new Expected(new double[m * n], new double[m * n]);
        for (int j = 0; j < n; j++) {
            double inverse = savedInverse.values()[j];
            double inverseBound = savedInverse.bounds()[j];
            var sum = new Accumulator();
            var dot = new Accumulator();
            double dotError = 0;
            for (int e = j; e < m * n; e += n) {
                sum.add(upstream[e]);
                dot.addProduct(upstream[e] * inverse, distance.applyAsDouble(e));
                dotError += Math.abs(upstream[e])
                        * normalisedError(distance.applyAsDouble(e), offCenter[j], savedInverse, j);
            }
            gradBeta.values()[j] = sum.sum();
            gradBeta.bounds()[j] = m * u * sum.magnitude();
            gradGamma.values()[j] = dot.sum();
            // m additions of products of three factors, one of them a rounded difference.
            gradGamma.bounds()[j] = (m + 4) * u * dot.magnitude() + dotError;
            for (int e = j; e < m * n; e += n) {
                double normalised = distance.applyAsDouble(e) * inverse;
                double fromBeta = sum.sum() / m;
                double fromGamma = normalised * dot.sum() / m;
                double slope = upstream[e] - fromBeta - fromGamma;
                gradX.values()[e] = gamma[j] * inverse * slope;
                double normalisedError = normalisedError(distance.applyAsDouble(e), offCenter[j], savedInverse, j);
                double error = gradBeta.bounds()[j] / m
                        + (Math.abs(normalised) + normalisedError) * gradGamma.bounds()[j] / m
                        + normalisedError * Math.abs(dot.sum()) / m
                        + (Tolerance.DIVISION + 6) * u
                                * (Math.abs(upstream[e]) + Math.abs(fromBeta) + Math.abs(fromGamma));
                // A factor gamma inverse that is denormal may have been flushed.
                gradX.bounds()[e] = Math.abs(gamma[j])
                        * ((inverse + inverseBound) * error + inverseBound * Math.abs(slope))
                        + tolerance.tiny() * (1 + Math.abs(slope));
            }
        }
        return new Gradients(gradGamma, gradBeta, gradX);
    }

    /**
     * Error of {@code (x - mean) * inverse}: the difference is rounded, and both statistics bring their own. What
     * rounding took from a saved mean, up to 2u of it, is itself summed up.
     */
    private double normalisedError(double d, double offCenter, Expected savedInverse, int j) {
        double differenceError = 3 * u * Math.abs(d) + offCenter + (m + 6) * 2 * u * u * Math.abs(mean[j])
                + tolerance.tiny();
        double inverseBound = savedInverse.bounds()[j];
        return (savedInverse.values()[j] + inverseBound) * differenceError + inverseBound * Math.abs(d);
    }
}
