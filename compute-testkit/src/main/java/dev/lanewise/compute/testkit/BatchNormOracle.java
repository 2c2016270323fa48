package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;

/**
 * Reference of batch normalisation over the columns of an m x n row-major matrix.
 *
 * <p>Bounds: the mean is off by at most e = (m + 5) u mean|x|. Since the differences d from the exact mean sum to
 * zero, an error of the mean adds only e^2 to the variance; rounding adds (m + 4) u of it. A variance computed as
 * {@code mean(x^2) - mean(x)^2} is off by u mean(x^2) and fails where the mean is large.
 */
final class BatchNormOracle {
    private final Tolerance tolerance;
    private final double u;
    private final double[] x;
    private final int m;
    private final int n;
    private final double[] mean;
    private final double[] meanError;
    private final double[] variance;
    private final double[] varianceError;

    BatchNormOracle(Tolerance tolerance, double[] x, int m, int n) {
        this.tolerance = tolerance;
        this.x = x;
        this.m = m;
        this.n = n;
        u = tolerance.u();
        mean = new double[n];
        meanError = new double[n];
        variance = new double[n];
        varianceError = new double[n];
        for (int j = 0; j < n; j++) {
            var sum = new Accumulator();
            for (int i = 0; i < m; i++)
                sum.add(x[i * n + j]);
            mean[j] = sum.sum() / m;
            meanError[j] = (m + Tolerance.DIVISION) * u * sum.magnitude() / m;
            var squares = new Accumulator();
            for (int i = 0; i < m; i++) {
                double d = x[i * n + j] - mean[j];
                squares.addProduct(d, d);
            }
            variance[j] = squares.sum() / m;
            double offset = meanError[j] * meanError[j];
            varianceError[j] = offset + (m + 3 + Tolerance.DIVISION) * u * (variance[j] + offset);
        }
    }

    Expected mean() { return new Expected(mean, meanError); }

    /** {@code 1 / sqrt(variance + epsilon)}. */
    Expected inverse(double epsilon) {
        var values = new double[n];
        var bounds = new double[n];
        for (int j = 0; j < n; j++) {
            values[j] = 1 / Math.sqrt(variance[j] + epsilon);
            bounds[j] = values[j] * inverseError(variance[j], varianceError[j], epsilon);
        }
        return new Expected(values, bounds);
    }

    Expected runningMean(double momentum, double[] old) { return running(momentum, old, mean, meanError); }

    Expected runningVariance(double momentum, double[] old) { return running(momentum, old, variance, varianceError); }

    private Expected running(double momentum, double[] old, double[] now, double[] error) {
        var values = new double[n];
        var bounds = new double[n];
        for (int j = 0; j < n; j++) {
            values[j] = momentum * old[j] + (1 - momentum) * now[j];
            // The momentum may be rounded before it is taken from 1, an error of u momentum in the weight.
            bounds[j] = (1 - momentum) * error[j] + 3 * u * (Math.abs(old[j]) + Math.abs(now[j]));
        }
        return new Expected(values, bounds);
    }

    Expected train(double[] gamma, double[] beta, double epsilon, Activation f) {
        return normalised(mean, meanError, variance, varianceError, gamma, beta, epsilon, f);
    }

    /** With given statistics, which have no error. */
    Expected infer(double[] runningMean, double[] runningVariance, double[] gamma, double[] beta, double epsilon,
            Activation f) {
        return normalised(runningMean, new double[n], runningVariance, new double[n], gamma, beta, epsilon, f);
    }

    private Expected normalised(double[] center, double[] centerError, double[] spread, double[] spreadError,
            double[] gamma, double[] beta, double epsilon, Activation f) {
        var z = new double[m * n];
        var errors = new double[m * n];
        for (int e = 0; e < z.length; e++) {
            int j = e % n;
            double d = x[e] - center[j];
            double inverse = 1 / Math.sqrt(spread[j] + epsilon);
            double scaled = gamma[j] * d * inverse;
            z[e] = scaled + beta[j];
            // The difference may also be taken last, of x and mean times the same factor: rounded relative to them.
            double differenceError = centerError[j] + 3 * u * (Math.abs(x[e]) + Math.abs(center[j]));
            errors[e] = Math.abs(gamma[j]) * inverse * differenceError
                    + Math.abs(scaled) * (inverseError(spread[j], spreadError[j], epsilon) + 3 * u)
                    + u * Math.abs(beta[j]) + u * Math.abs(z[e]);
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

    /** The gradients, from a saved mean and inverse with their errors. */
    record Gradients(Expected gamma, Expected beta, Expected x) {}

    Gradients backward(Expected savedMean, Expected savedInverse, double[] gamma, double[] upstream) {
        var gradGamma = new Expected(new double[n], new double[n]);
        var gradBeta = new Expected(new double[n], new double[n]);
        var gradX = new Expected(new double[m * n], new double[m * n]);
        for (int j = 0; j < n; j++) {
            double center = savedMean.values()[j];
            double inverse = savedInverse.values()[j];
            double inverseBound = savedInverse.bounds()[j];
            var sum = new Accumulator();
            var dot = new Accumulator();
            double dotError = 0;
            for (int e = j; e < m * n; e += n) {
                sum.add(upstream[e]);
                dot.addProduct(upstream[e] * inverse, x[e] - center);
                dotError += Math.abs(upstream[e]) * normalisedError(e, savedMean, savedInverse);
            }
            gradBeta.values()[j] = sum.sum();
            gradBeta.bounds()[j] = m * u * sum.magnitude();
            gradGamma.values()[j] = dot.sum();
            // m additions of products of three factors, one of them a rounded difference.
            gradGamma.bounds()[j] = (m + 4) * u * dot.magnitude() + dotError;
            for (int e = j; e < m * n; e += n) {
                double normalised = (x[e] - center) * inverse;
                double fromBeta = sum.sum() / m;
                double fromGamma = normalised * dot.sum() / m;
                double slope = upstream[e] - fromBeta - fromGamma;
                gradX.values()[e] = gamma[j] * inverse * slope;
                double normalisedError = normalisedError(e, savedMean, savedInverse);
                double error = gradBeta.bounds()[j] / m
                        + (Math.abs(normalised) + normalisedError) * gradGamma.bounds()[j] / m
                        + normalisedError * Math.abs(dot.sum()) / m
                        + (Tolerance.DIVISION + 6) * u
                                * (Math.abs(upstream[e]) + Math.abs(fromBeta) + Math.abs(fromGamma));
                gradX.bounds()[e] = Math.abs(gamma[j])
                        * ((inverse + inverseBound) * error + inverseBound * Math.abs(slope)) + tolerance.tiny();
            }
        }
        return new Gradients(gradGamma, gradBeta, gradX);
    }

    /** Error of {@code (x - mean) * inverse}: the difference is rounded, and both statistics bring their own. */
    private double normalisedError(int e, Expected savedMean, Expected savedInverse) {
        double center = savedMean.values()[e % n];
        double differenceError = u * (Math.abs(x[e]) + Math.abs(center)) + savedMean.bounds()[e % n];
        double inverseBound = savedInverse.bounds()[e % n];
        return (savedInverse.values()[e % n] + inverseBound) * differenceError
                + inverseBound * Math.abs(x[e] - center);
    }
}
