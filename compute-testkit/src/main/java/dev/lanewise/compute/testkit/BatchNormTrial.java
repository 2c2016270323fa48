package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;

/** The parameters and statistics of a batch normalisation under test. */
final class BatchNormTrial {
    private final double[] gamma;
    private final double[] beta;
    private final double[] oldMean;
    private final double[] oldVariance;
    private final Operand runningMean;
    private final Operand runningVariance;
    private final Operand savedMean;
    private final Operand savedInverse;
    private final BatchNorm norm;

    BatchNormTrial(Trial t, Layout layout, int n, double momentum, double epsilon, Activation f) {
        gamma = t.normals(1, n);
        beta = t.normals(1, n);
        oldMean = t.normals(1, n);
        oldVariance = t.uniform(0.1, 4, 1, n);
        runningMean = t.inout("runningMean", layout, oldMean, 1, n);
        runningVariance = t.inout("runningVariance", layout, oldVariance, 1, n);
        savedMean = t.output("savedMean", layout, 1, n);
        savedInverse = t.output("savedInverse", layout, 1, n);
        norm = new BatchNorm(t.input("gamma", layout, gamma, 1, n).view(), t.input("beta", layout, beta, 1, n).view(),
                runningMean.view(), runningVariance.view(), savedMean.view(), savedInverse.view(), momentum, epsilon,
                f);
    }

    BatchNorm norm() { return norm; }

    double[] gamma() { return gamma; }

    double[] beta() { return beta; }

    double[] oldMean() { return oldMean; }

    double[] oldVariance() { return oldVariance; }

    Operand runningMean() { return runningMean; }

    Operand runningVariance() { return runningVariance; }

    Operand savedMean() { return savedMean; }

    Operand savedInverse() { return savedInverse; }
}
