package dev.lanewise.kernel.simd;

import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/** Softmax of rows and its logarithm. */
final class SimdSoftmax extends RowJob {
    private final Operand out = new Operand();
    private boolean logarithm;

    void run(Workers workers, boolean ofLogarithm, View x, View result) {
        logarithm = ofLogarithm;
        out.set(result);
        workers.run(this, prepare(x));
    }

    @Override
    void row(int chunk, long i, MemorySegment memory, long at, Scratch scratch) {
        if (out.colStride() == 1 || cols() == 1) {
            compute(memory, at, out.segment(), out.at(i, 0) * Float.BYTES, scratch.lanes);
            return;
        }
        var panel = scratch.panel(cols());
        compute(memory, at, panel, 0, scratch.lanes);
        Staging.scatterRow(panel, 0, out, i, 0, cols());
    }

    private void compute(MemorySegment x, long at, MemorySegment to, long toAt, MemorySegment lanes) {
        float max = RowKernels.max(x, at, cols());
        if (logarithm) {
            float sum = RowKernels.expSum(x, at, max, cols(), lanes);
            RowKernels.subtract(x, at, max, (float) Math.log(sum), to, toAt, cols());
        } else {
            float sum = RowKernels.expSum(x, at, max, to, toAt, cols(), lanes);
            RowKernels.scale(1 / sum, to, toAt, to, toAt, cols());
        }
    }
}
