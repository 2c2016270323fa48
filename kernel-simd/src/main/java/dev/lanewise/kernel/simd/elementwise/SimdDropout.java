package dev.lanewise.kernel.simd.elementwise;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.COUNT;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.INTS;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.RowJob;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Inverted dropout; the mask is computed, as {@link Dropout} defines it. */
public final class SimdDropout extends RowJob {
    private final boolean loops;
    private final Operand out = new Operand();
    private Dropout dropout;
    private long step;
    private long firstRow;

    public SimdDropout(boolean loops) { this.loops = loops; }

    public void run(Workers workers, View x, Dropout newDropout, Counter newStep, Counter newFirstRow, View result) {
        dropout = newDropout;
        step = newStep.value();
        firstRow = newFirstRow.value();
        out.set(result);
        workers.run(this, prepare(x, 0));
    }

    @Override
    protected void row(int chunk, long i, MemorySegment x, long at, Scratch scratch) {
        int key = dropout.rowKey(step, firstRow + i);
        int threshold = dropout.threshold();
        float scale = (float) dropout.scale();
        boolean direct = isDirect(out);
        var to = direct ? out.segment() : scratch.panel(Lanes.padded(cols()));
        long toAt = direct ? out.at(i, 0) * Float.BYTES : 0;
        if (loops)
            ElementwiseLoops.dropout(key, threshold, scale, x, at, to, toAt, size());
        else
            mask(key, threshold, scale, x, at, to, toAt, size());
        if (!direct)
            Staging.scatterRow(to, 0, out, i, 0, cols());
    }

    /** {@code out = keeps(key, column) ? scale * x : 0}, for columns from 0 on: {@link Dropout#mix} in every lane. */
    private static void mask(int key, int threshold, float scale, MemorySegment x, long xAt, MemorySegment out,
            long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        var keys = IntVector.zero(INTS).addIndex(1).mul(Dropout.COLUMN_STEP).add(key);
        for (int i = 0; i < size; i += BYTES) {
            var hash = keys.lanewise(VectorOperators.XOR, keys.lanewise(VectorOperators.LSHR, 16)).mul(Dropout.MIX_1);
            hash = hash.lanewise(VectorOperators.XOR, hash.lanewise(VectorOperators.LSHR, 15)).mul(Dropout.MIX_2);
            hash = hash.lanewise(VectorOperators.XOR, hash.lanewise(VectorOperators.LSHR, 16));
            var dropped = hash.lanewise(VectorOperators.LSHR, 8).compare(VectorOperators.GE, threshold);
            var scaled = fromMemorySegment(FLOATS, x, xAt + i, ORDER).mul(scale);
            scaled.blend(0f, dropped.cast(FLOATS)).intoMemorySegment(out, outAt + i, ORDER);
            keys = keys.add(COUNT * Dropout.COLUMN_STEP);
        }
    }
}
