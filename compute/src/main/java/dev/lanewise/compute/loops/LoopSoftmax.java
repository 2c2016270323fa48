package dev.lanewise.compute.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

/** Softmax over rows, and cross-entropy on top of it. The maximum is subtracted first, so that nothing overflows. */
final class LoopSoftmax {
    private LoopSoftmax() {}

    static void softmaxRows(View x, View out) {
        var from = HostBuffer.segment(x);
        var to = HostBuffer.segment(out);
        for (long i = 0; i < x.rows(); i++) {
            double max = max(x, i);
            double sum = sumOfExponentials(x, i, max);
            for (long j = 0; j < x.cols(); j++)
                to.setAtIndex(JAVA_FLOAT, out.at(i, j),
                        (float) (Math.exp(from.getAtIndex(JAVA_FLOAT, x.at(i, j)) - max) / sum));
        }
    }

    static void logSoftmaxRows(View x, View out) {
        var from = HostBuffer.segment(x);
        var to = HostBuffer.segment(out);
        for (long i = 0; i < x.rows(); i++) {
            double max = max(x, i);
            double logSum = Math.log(sumOfExponentials(x, i, max));
            for (long j = 0; j < x.cols(); j++)
                to.setAtIndex(JAVA_FLOAT, out.at(i, j),
                        (float) (from.getAtIndex(JAVA_FLOAT, x.at(i, j)) - max - logSum));
        }
    }

    static void softmaxCrossEntropy(View logits, Indices labels, View loss, View correct, long line,
            View gradient) {
        var from = HostBuffer.segment(logits);
        long m = logits.rows();
        double total = 0;
        long hits = 0;
        for (long i = 0; i < m; i++) {
            int label = HostBuffer.segment(labels).getAtIndex(JAVA_INT, labels.offset() + i);
            boolean known = label >= 0 && label < logits.cols();
            double max = max(logits, i);
            double sum = sumOfExponentials(logits, i, max);
            total += known
                    ? Math.log(sum) + (max - from.getAtIndex(JAVA_FLOAT, logits.at(i, label)))
                    : Double.NaN;
            if (LoopReductions.argmax(logits, i) == label && known)
                hits++;
            if (gradient != null)
                crossEntropyGradient(logits, i, max, sum, known ? label : -1, gradient);
        }
        HostBuffer.segment(loss).setAtIndex(JAVA_FLOAT, loss.at(line, 0), (float) (total / m));
        if (correct != null)
            HostBuffer.segment(correct).setAtIndex(JAVA_FLOAT, correct.at(line, 0), hits);
    }

    /** Row i of {@code (softmax(logits) - onehot(label)) / m}; NaN for an unknown label. */
    private static void crossEntropyGradient(View logits, long i, double max, double sum, int label, View gradient) {
        var from = HostBuffer.segment(logits);
        var to = HostBuffer.segment(gradient);
        for (long j = 0; j < logits.cols(); j++) {
            double probability = Math.exp(from.getAtIndex(JAVA_FLOAT, logits.at(i, j)) - max) / sum;
            double slope = label < 0 ? Double.NaN : probability - (j == label ? 1 : 0);
            to.setAtIndex(JAVA_FLOAT, gradient.at(i, j), LoopOptimizers.flush((float) (slope / logits.rows())));
        }
    }

    private static double max(View x, long i) {
        var from = HostBuffer.segment(x);
        double max = Double.NEGATIVE_INFINITY;
        for (long j = 0; j < x.cols(); j++)
            max = Math.max(max, from.getAtIndex(JAVA_FLOAT, x.at(i, j)));
        return max;
    }

    private static double sumOfExponentials(View x, long i, double max) {
        var from = HostBuffer.segment(x);
        double sum = 0;
        for (long j = 0; j < x.cols(); j++)
            sum += Math.exp(from.getAtIndex(JAVA_FLOAT, x.at(i, j)) - max);
        return sum;
    }
}
