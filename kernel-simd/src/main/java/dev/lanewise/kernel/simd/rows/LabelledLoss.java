package dev.lanewise.kernel.simd.rows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Partials;

import java.lang.foreign.MemorySegment;

/** What a loss over rows with a label each is asked for, and what its chunks have found so far. */
final class LabelledLoss {
    private final Operand gradient = new Operand();
    private final Partials loss = new Partials();
    private final Partials hits = new Partials();
    private MemorySegment labels;
    private long labelsAt;
    private long classes;
    private boolean wantsHits;
    private boolean wantsGradient;

    /** Takes the arguments of a call; {@code correct} and {@code gradientOut} may be null. */
    void set(View logits, Indices newLabels, View correct, View gradientOut) {
        labels = HostBuffer.segment(newLabels);
        labelsAt = newLabels.offset();
        classes = logits.cols();
        wantsHits = correct != null;
        wantsGradient = gradientOut != null;
        if (wantsGradient)
            gradient.set(gradientOut);
    }

    /** Makes room for the results of {@code chunks}. */
    void resize(int chunks) {
        loss.resize(chunks);
        hits.resize(chunks);
    }

    void begin(int chunk) {
        loss.set(chunk, 0);
        hits.set(chunk, 0);
    }

    boolean wantsHits() { return wantsHits; }

    boolean wantsGradient() { return wantsGradient; }

    Operand gradient() { return gradient; }

    /** The class of row {@code i}; -1 if it is none. */
    int label(long i) {
        int label = labels.get(JAVA_INT, (labelsAt + i) * Integer.BYTES);
        return label < classes ? Math.max(label, -1) : -1;
    }

    void addLoss(int chunk, double value) { loss.add(chunk, value); }

    void addHits(int chunk, int count) { hits.add(chunk, count); }

    /** Writes the mean loss and the number of hits. */
    void finish(int chunks, long rows, View lossOut, View correct, long line) {
        SimdReductions.set(lossOut, line, loss.sum(chunks) / rows);
        if (wantsHits)
            SimdReductions.set(correct, line, hits.sum(chunks));
    }
}
