package dev.lanewise.kernel.simd.rows;

import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.elementwise.ElementwiseVectors;
import dev.lanewise.kernel.simd.elementwise.VectorMath;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.RowJob;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/** Softmax of rows and its logarithm. */
public final class SimdSoftmax extends RowJob {
    private final Narrow narrow = new Narrow();
    private final Operand out = new Operand();
    private boolean logarithm;

    public void run(Workers workers, boolean ofLogarithm, View x, View result) {
        if (x.cols() <= NarrowRowJob.MAX_COLS) {
            narrow.run(workers, ofLogarithm, x, result);
            return;
        }
        logarithm = ofLogarithm;
        out.set(result);
        // The exponential of the filler is 0.
        workers.run(this, prepare(x, Float.NEGATIVE_INFINITY));
    }

    @Override
    protected void row(int chunk, long i, MemorySegment x, long at, Scratch scratch) {
        boolean direct = isDirect(out);
        var to = direct ? out.segment() : scratch.panel(Lanes.padded(cols()));
        long toAt = direct ? out.at(i, 0) * Float.BYTES : 0;
        float max = RowKernels.max(x, at, size());
        if (logarithm)
            RowKernels.subtract(x, at, max, logOfSum(x, at, max, scratch), to, toAt, size());
        else {
            VectorMath.expShifted(x, at, max, to, toAt, size());
            double sum = SimdReductions.sum(to, toAt, size(), scratch.lanes);
            ElementwiseVectors.scale((float) (1 / sum), to, toAt, to, toAt, size());
        }
        if (!direct)
            Staging.scatterRow(to, 0, out, i, 0, cols());
    }

    private float logOfSum(MemorySegment x, long at, float max, Scratch scratch) {
        return (float) Math.log(expSum(x, at, max, size(), scratch));
    }

    /** The sum of {@code exp(x - max)}, block by block, without storing the exponentials. */
    static double expSum(MemorySegment x, long at, float max, int size, Scratch scratch) {
        double sum = 0;
        for (int done = 0; done < size; done += Scratch.BLOCK_BYTES) {
            int part = Math.min(Scratch.BLOCK_BYTES, size - done);
            VectorMath.expShifted(x, at + done, max, scratch.blocks, Scratch.WORK, part);
            sum += RowKernels.sum(scratch.blocks, Scratch.WORK, part, scratch.lanes);
        }
        return sum;
    }

    /** Rows of few columns. */
    private static final class Narrow extends NarrowRowJob {
        private final Operand out = new Operand();
        private boolean logarithm;

        void run(Workers workers, boolean ofLogarithm, View x, View result) {
            logarithm = ofLogarithm;
            out.setMatrix(result);
            workers.run(this, prepare(x));
        }

        @Override
        void group(int chunk, long i, int height, MemorySegment panel, Scratch scratch) {
            TransposedKernels.max(panel, X, size(), MAX);
            exponentials(panel);
            if (logarithm) {
                VectorMath.log(panel, SUM, panel, SUM, Lanes.BYTES);
                TransposedKernels.subtract(panel, X, size(), SUM, OUT);
            } else {
                ElementwiseVectors.reciprocal(panel, SUM, panel, SUM, Lanes.BYTES);
                TransposedKernels.scale(panel, OUT, size(), SUM);
            }
            transposeBack(panel, out, i, height, scratch);
        }
    }
}
