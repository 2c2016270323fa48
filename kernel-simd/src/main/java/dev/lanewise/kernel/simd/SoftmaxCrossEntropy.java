package dev.lanewise.kernel.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

import java.lang.foreign.MemorySegment;

/** Cross-entropy of softmax with its gradient, one pass over the rows. */
final class SoftmaxCrossEntropy extends RowJob {
    private final NarrowCrossEntropy narrow = new NarrowCrossEntropy();
    private final Operand gradient = new Operand();
    private final Partials loss = new Partials();
    private final Partials hits = new Partials();
    private boolean wantsHits;
    private boolean wantsGradient;
    private MemorySegment labels;
    private long labelsAt;

    void run(Workers workers, View logits, Indices newLabels, View lossOut, View correct, View gradientOut) {
        if (logits.cols() <= NarrowRowJob.MAX_COLS) {
            narrow.run(workers, logits, newLabels, lossOut, correct, gradientOut);
            return;
        }
        wantsHits = correct != null;
        wantsGradient = gradientOut != null;
        if (wantsGradient)
            gradient.set(gradientOut);
        labels = HostBuffer.segment(newLabels);
        labelsAt = newLabels.offset();
        // The exponential of the filler is 0.
        int chunks = prepare(logits, Float.NEGATIVE_INFINITY);
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
    void row(int chunk, long i, MemorySegment x, long at, Scratch scratch) {
        int label = labels.get(JAVA_INT, (labelsAt + i) * Integer.BYTES);
        boolean known = label >= 0 && label < cols();
        float max = RowKernels.max(x, at, size());
        float atLabel = known ? x.get(JAVA_FLOAT, at + (long) label * Float.BYTES) : Float.NaN;
        if (wantsHits && known && RowKernels.argmax(x, at, size(), max) == label)
            hits.add(chunk, 1);
        float sum = wantsGradient
                ? writeGradient(i, known ? label : -1, max, x, at, scratch)
                : SimdSoftmax.expSum(x, at, max, size(), scratch);
        loss.add(chunk, Math.log(sum) + max - atLabel);
    }

    /** Writes a row of the gradient, NaN if there is no label; returns the sum of exponentials. */
    private float writeGradient(long i, int label, float max, MemorySegment x, long at, Scratch scratch) {
        boolean direct = isDirect(gradient);
        var to = direct ? gradient.segment() : scratch.panel(Lanes.padded(cols()));
        long toAt = direct ? gradient.at(i, 0) * Float.BYTES : 0;
        VectorMath.expShifted(x, at, max, to, toAt, size());
        float sum = RowKernels.sum(to, toAt, size(), scratch.lanes);
        float share = label < 0 ? Float.NaN : (float) (1 / ((double) sum * rows()));
        SimdElementwise.scale(share, to, toAt, to, toAt, size());
        if (label >= 0) {
            long place = toAt + (long) label * Float.BYTES;
            to.set(JAVA_FLOAT, place, to.get(JAVA_FLOAT, place) - 1f / rows());
        }
        if (!direct)
            Staging.scatterRow(to, 0, gradient, i, 0, cols());
        return sum;
    }
}
