package dev.lanewise.compute.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

/**
 * Batch normalisation, one column after the other. The mean of a column is its first element, the pivot, and a shift:
 * a mean that is large against the spread then takes no digits from the distances.
 */
final class LoopBatchNorm {
    private LoopBatchNorm() {}

    static void batchNormTrain(BatchNorm norm, View x, View out) {
        long m = x.rows();
        for (long j = 0; j < x.cols(); j++) {
            double pivot = get(x, 0, j);
            double shift = meanDistance(x, j, pivot);
            double variance = 0;
            double rest = 0;
            for (long i = 0; i < m; i++) {
                double difference = get(x, i, j) - pivot - shift;
                variance += difference * difference / m;
                rest += difference;
            }
            // What the mean lacks: much, for its digits, where the pivot is an outlier.
            shift += rest / m;
            variance = Math.max(0, variance - (rest / m) * (rest / m));
            double mean = pivot + shift;
            double inverse = 1 / Math.sqrt(variance + norm.epsilon());
            for (long i = 0; i < m; i++)
                normalise(norm, x, i, j, pivot, shift, inverse, out);
            set(norm.savedMean(), 0, j, mean);
            set(norm.savedInverse(), 0, j, inverse);
            double keep = norm.momentum();
            set(norm.runningMean(), 0, j, keep * get(norm.runningMean(), 0, j) + (1 - keep) * mean);
            set(norm.runningVariance(), 0, j, keep * get(norm.runningVariance(), 0, j) + (1 - keep) * variance);
        }
    }

    static void batchNormInfer(BatchNorm norm, View x, View out) {
        for (long j = 0; j < x.cols(); j++) {
            double mean = get(norm.runningMean(), 0, j);
            double inverse = 1 / Math.sqrt(get(norm.runningVariance(), 0, j) + norm.epsilon());
            for (long i = 0; i < x.rows(); i++)
                normalise(norm, x, i, j, mean, 0, inverse, out);
        }
    }

    private static void normalise(BatchNorm norm, View x, long i, long j, double pivot, double shift, double inverse,
            View out) {
        double normalised = (get(x, i, j) - pivot - shift) * inverse;
        double z = get(norm.gamma(), 0, j) * normalised + get(norm.beta(), 0, j);
        set(out, i, j, LoopActivations.apply(norm.activation(), (float) z));
    }

    static void batchNormBackward(BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta, View out) {
        long m = x.rows();
        for (long j = 0; j < x.cols(); j++) {
            double mean = get(norm.savedMean(), 0, j);
            double shift = lostByRounding(x, j, mean);
            double inverse = get(norm.savedInverse(), 0, j);
            double sum = 0;
            double dot = 0;
            for (long i = 0; i < m; i++) {
                sum += get(upstream, i, j);
                dot += get(upstream, i, j) * (get(x, i, j) - mean - shift) * inverse;
            }
            double factor = get(norm.gamma(), 0, j) * inverse;
            for (long i = 0; i < m; i++) {
                double normalised = (get(x, i, j) - mean - shift) * inverse;
                set(out, i, j, factor * (get(upstream, i, j) - sum / m - normalised * dot / m));
            }
            set(gradGamma, 0, j, dot);
            set(gradBeta, 0, j, sum);
        }
    }

    /** The mean of the distances of column j from {@code pivot}. */
    private static double meanDistance(View x, long j, double pivot) {
        double mean = 0;
        for (long i = 0; i < x.rows(); i++)
            mean += (get(x, i, j) - pivot) / x.rows();
        return mean;
    }

    /**
     * What rounding took from a mean when it was saved; 0 if it is the mean of other numbers. Where the spread is small
     * against the mean, that is as large as the distances.
     */
    private static double lostByRounding(View x, long j, double savedMean) {
        double lost = meanDistance(x, j, savedMean);
        return Math.abs(lost) <= Math.ulp((float) savedMean) ? lost : 0;
    }

    private static double get(View x, long i, long j) {
        return HostBuffer.segment(x).getAtIndex(JAVA_FLOAT, x.at(i, j));
    }

    private static void set(View x, long i, long j, double value) {
        HostBuffer.segment(x).setAtIndex(JAVA_FLOAT, x.at(i, j), (float) value);
    }
}
