package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.COUNT;
import static dev.lanewise.kernel.simd.Lanes.load;
import static dev.lanewise.kernel.simd.Lanes.store;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Inverted dropout; the mask is computed, as {@link Dropout} defines it. */
final class SimdDropout extends RowJob {
    private final Operand out = new Operand();
    private Dropout dropout;
    private long step;
    private long firstRow;

    void run(Workers workers, View x, Dropout newDropout, Counter newStep, Counter newFirstRow, View result) {
        dropout = newDropout;
        step = newStep.value();
        firstRow = newFirstRow.value();
        out.set(result);
        workers.run(this, prepare(x));
    }

    @Override
    void row(int chunk, long i, MemorySegment x, long at, Scratch scratch) {
        int key = dropout.rowKey(step, firstRow + i);
        int threshold = dropout.threshold();
        float scale = (float) dropout.scale();
        boolean dense = out.colStride() == 1;
        int done = dense ? Lanes.whole(cols()) : 0;
        mask(key, threshold, scale, x, at, out.segment(), out.at(i, 0) * Float.BYTES, done * Float.BYTES);
        for (; done < cols(); done += Scratch.BLOCK) {
            int count = Math.min(Scratch.BLOCK, cols() - done);
            var blocks = scratch.blocks;
            Staging.gather(x, at + (long) done * Float.BYTES, 1, count, blocks, Scratch.X);
            mask(key + done * Dropout.COLUMN_STEP, threshold, scale, blocks, Scratch.X, blocks, Scratch.OUT,
                    Lanes.padded(count) * Float.BYTES);
            Staging.scatterRow(blocks, Scratch.OUT, out, i, done, count);
        }
    }

    /** {@code out = keeps(key, column) ? scale * x : 0}, for columns from 0 on. */
    private static void mask(int key, int threshold, float scale, MemorySegment x, long xAt, MemorySegment out,
            long outAt, int size) {
        var keys = IntVector.zero(Lanes.INTS).addIndex(1).mul(Dropout.COLUMN_STEP).add(key);
        for (int i = 0; i < size; i += BYTES) {
            var hash = mix(keys).lanewise(VectorOperators.LSHR, 8);
            var kept = hash.compare(VectorOperators.LT, threshold).cast(Lanes.FLOATS);
            store(Lanes.broadcast(0f).blend(load(x, xAt + i).mul(scale), kept), out, outAt + i);
            keys = keys.add(COUNT * Dropout.COLUMN_STEP);
        }
    }

    /** {@link Dropout#mix} of every lane. */
    private static IntVector mix(IntVector x) {
        var h = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16));
        h = h.mul(Dropout.MIX_1);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15));
        h = h.mul(Dropout.MIX_2);
        return h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16));
    }
}
