package dev.lanewise.compute.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

/** Losses that are sums over elements, with their gradients. */
final class LoopLosses {
    private LoopLosses() {}

    static void sigmoidCrossEntropy(View logits, View targets, View loss, View correct, long line,
            View gradient) {
        double count = logits.elements();
        double total = 0;
        long hits = 0;
        for (long i = 0; i < logits.rows(); i++)
            for (long j = 0; j < logits.cols(); j++) {
                double z = HostBuffer.segment(logits).getAtIndex(JAVA_FLOAT, logits.at(i, j));
                double t = HostBuffer.segment(targets).getAtIndex(JAVA_FLOAT, targets.at(i, j));
                // ln(1 + e^z) - z t, written so that the exponential never overflows.
                total += Math.max(z, 0) - z * t + Math.log1p(Math.exp(-Math.abs(z)));
                if (z > 0 == t > 0.5)
                    hits++;
                if (gradient != null)
                    HostBuffer.segment(gradient).setAtIndex(JAVA_FLOAT, gradient.at(i, j),
                            LoopOptimizers.flush((float) ((1 / (1 + Math.exp(-z)) - t) / count)));
            }
        HostBuffer.segment(loss).setAtIndex(JAVA_FLOAT, loss.at(line, 0), (float) (total / count));
        if (correct != null)
            HostBuffer.segment(correct).setAtIndex(JAVA_FLOAT, correct.at(line, 0), hits);
    }

    static void meanSquaredError(View predictions, View targets, View loss, long line, View gradient) {
        double count = predictions.elements();
        double total = 0;
        for (long i = 0; i < predictions.rows(); i++)
            for (long j = 0; j < predictions.cols(); j++) {
                double p = HostBuffer.segment(predictions).getAtIndex(JAVA_FLOAT, predictions.at(i, j));
                double difference = p - HostBuffer.segment(targets).getAtIndex(JAVA_FLOAT, targets.at(i, j));
                total += difference * difference;
                if (gradient != null)
                    HostBuffer.segment(gradient).setAtIndex(JAVA_FLOAT, gradient.at(i, j),
                            LoopOptimizers.flush((float) (2 * difference / count)));
            }
        HostBuffer.segment(loss).setAtIndex(JAVA_FLOAT, loss.at(line, 0), (float) (total / count));
    }
}
