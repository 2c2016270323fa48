package dev.lanewise.kernel.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

import java.lang.foreign.MemorySegment;

/** Cross-entropy of softmax with its gradient, for few classes. */
final class NarrowCrossEntropy extends NarrowRowJob {
    private final Operand gradient = new Operand();
    private final Partials loss = new Partials();
    private final Partials hits = new Partials();
    private boolean wantsHits;
    private boolean wantsGradient;
    private MemorySegment labels;
    private long labelsAt;

    void run(Workers workers, View logits, Indices newLabels, View lossOut, View correct, View gradientOut) {
        wantsHits = correct != null;
        wantsGradient = gradientOut != null;
        if (wantsGradient)
            gradient.setMatrix(gradientOut);
        labels = HostBuffer.segment(newLabels);
        labelsAt = newLabels.offset();
        int chunks = prepare(logits);
        loss.resize(chunks);
        hits.resize(chunks);
        workers.run(this, chunks);
        SimdReductions.setScalar(lossOut, loss.sum(chunks) / rows());
        if (wantsHits)
            SimdReductions.setScalar(correct, hits.sum(chunks));
    }

    @Override
    void begin(int chunk) {
        loss.set(chunk, 0);
        hits.set(chunk, 0);
    }

    @Override
    void group(int chunk, long i, int height, MemorySegment panel, Scratch scratch) {
        TurnedKernels.max(panel, X, size(), MAX);
        if (wantsHits)
            hits.add(chunk, countHits(i, height, panel));
        exponentials(panel);
        VectorMath.log(panel, SUM, panel, MAX, Lanes.BYTES);
        double sum = 0;
        for (int r = 0; r < height; r++) {
            int label = label(i + r);
            sum += label < 0 ? Double.NaN : (double) element(panel, MAX, r, 0) - element(panel, X, r, label);
        }
        loss.add(chunk, sum);
        if (wantsGradient)
            writeGradient(i, height, panel, scratch);
    }

    /** The class of a row; -1 if it is none. */
    private int label(long i) {
        int label = labels.get(JAVA_INT, (labelsAt + i) * Integer.BYTES);
        return label < cols() ? Math.max(label, -1) : -1;
    }

    /** Rows whose label is the first of the largest elements, or of those that are NaN. */
    private int countHits(long i, int height, MemorySegment panel) {
        int count = 0;
        for (int r = 0; r < height; r++) {
            int label = label(i + r);
            int j = 0;
            float max = element(panel, MAX, r, 0);
            while (j < label && !isMax(max, element(panel, X, r, j)))
                j++;
            if (j == label && isMax(max, element(panel, X, r, j)))
                count++;
        }
        return count;
    }

    private static boolean isMax(float max, float x) {
        return Float.isNaN(max) ? Float.isNaN(x) : x == max;
    }

    /** From the exponentials and their SUM: NaN if there is no label. */
    private void writeGradient(long i, int height, MemorySegment panel, Scratch scratch) {
        SimdElementwise.scale(rows(), panel, SUM, panel, SUM, Lanes.BYTES);
        SimdElementwise.reciprocal(panel, SUM, panel, SUM, Lanes.BYTES);
        for (int r = 0; r < height; r++)
            if (label(i + r) < 0)
                panel.set(JAVA_FLOAT, SUM + r * (long) Float.BYTES, Float.NaN);
        TurnedKernels.scale(panel, OUT, size(), SUM);
        for (int r = 0; r < height; r++) {
            int label = label(i + r);
            if (label >= 0) {
                long place = OUT + label * (long) Lanes.BYTES + r * Float.BYTES;
                panel.set(JAVA_FLOAT, place, panel.get(JAVA_FLOAT, place) - 1f / rows());
            }
        }
        turnBack(panel, gradient, i, height, scratch);
    }
}
