package dev.lanewise.kernel.simd.rows;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.elementwise.VectorMath;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.RowJob;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/** Cross-entropy of softmax with its gradient, one pass over the rows. */
public final class SoftmaxCrossEntropy extends RowJob {
    private final NarrowCrossEntropy narrow;
    private final LabelledLoss loss = new LabelledLoss();

    public SoftmaxCrossEntropy(boolean loops) { narrow = new NarrowCrossEntropy(loops); }

    public void run(Workers workers, View logits, Indices labels, View lossOut, View correct, long line,
            View gradient) {
        if (logits.cols() <= NarrowRowJob.MAX_COLS) {
            narrow.run(workers, logits, labels, lossOut, correct, line, gradient);
            return;
        }
        loss.set(logits, labels, correct, gradient);
        // The exponential of the filler is 0.
        int chunks = prepare(logits, Float.NEGATIVE_INFINITY);
        loss.resize(chunks);
        workers.run(this, chunks);
        loss.finish(chunks, rows(), lossOut, correct, line);
    }

    @Override
    protected void begin(int chunk) { loss.begin(chunk); }

    @Override
    protected void row(int chunk, long i, MemorySegment x, long at, Scratch scratch) {
        int label = loss.label(i);
        float max = RowKernels.max(x, at, size());
        float atLabel = label < 0 ? Float.NaN : x.get(JAVA_FLOAT, at + (long) label * Float.BYTES);
        if (loss.wantsHits() && label >= 0 && RowKernels.argmax(x, at, size(), max) == label)
            loss.addHits(chunk, 1);
        double sum = loss.wantsGradient()
                ? writeGradient(i, label, max, x, at, scratch)
                : SimdSoftmax.expSum(x, at, max, size(), scratch);
        loss.addLoss(chunk, Math.log(sum) + ((double) max - atLabel));
    }

    /** Writes a row of the gradient, NaN if there is no label; returns the sum of exponentials. */
    private double writeGradient(long i, int label, float max, MemorySegment x, long at, Scratch scratch) {
        var gradient = loss.gradient();
        boolean direct = isDirect(gradient);
        var to = direct ? gradient.segment() : scratch.panel(Lanes.padded(cols()));
        long toAt = direct ? gradient.at(i, 0) * Float.BYTES : 0;
        VectorMath.expShifted(x, at, max, to, toAt, size());
        double sum = SimdReductions.sum(to, toAt, size(), scratch.lanes);
        float share = label < 0 ? Float.NaN : (float) (1 / (sum * rows()));
        LossTerms.scaleAndFlush(share, to, toAt, size());
        if (label >= 0) {
            long place = toAt + (long) label * Float.BYTES;
            to.set(JAVA_FLOAT, place, to.get(JAVA_FLOAT, place) - 1f / rows());
        }
        if (!direct)
            Staging.scatterRow(to, 0, gradient, i, 0, cols());
        return sum;
    }
}
