package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static dev.lanewise.kernel.simd.MicroKernel.ROWS;
import static dev.lanewise.kernel.simd.MicroKernel.ROW_BYTES;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * Takes a finished tile from scratch to C: the factors alpha and beta, the sum over blocks of k, and the epilogue.
 * Each part is a pass over the tile in the first-level cache: a few per cent of a tile's time, and every combination
 * comes for free.
 *
 * <p>The parts of the epilogue are objects, so that C2 cannot draw them all into one method: that went beyond the
 * size up to which it inlines, and whatever vector operation came last in it was boxed.
 */
final class TileMerge {
    private static final int SIZE = ROWS * ROW_BYTES;

    private final Operand c = new Operand();
    private final Operand bias = new Operand();
    private final Operand preActivation = new Operand();
    private final Operand saved = new Operand();
    private final Pass addBias = new AddBias();
    private final Pass savePreActivation = new SavePreActivation();
    private final Pass activate = new Activate();
    private final Pass derive = new Derive();
    private final Pass sumColumns = new SumColumns();
    private final Pass[] passes = new Pass[5];
    private int passCount;
    private float alpha;
    private float beta;
    private Activation activation;
    private Activation derivative;
    private MemorySegment sums;
    private long sumsStride;
    private int rowsPerSum;

    /** Something that is done to a tile of {@code height} x {@code width} elements at row i, column j of C. */
    private abstract static class Pass {
        abstract void apply(Scratch scratch, long i, long j, int height, int width);
    }

    Operand c() { return c; }

    void set(double newAlpha, double newBeta, Epilogue epilogue) {
        alpha = (float) newAlpha;
        beta = (float) newBeta;
        activation = epilogue.activation();
        derivative = epilogue.derivative();
        passCount = 0;
        add(addBias, setIfPresent(bias, epilogue.bias()));
        add(savePreActivation, setIfPresent(preActivation, epilogue.preActivation()));
        add(activate, activation != Activation.IDENTITY);
        setIfPresent(saved, epilogue.saved());
        add(derive, derivative != Activation.IDENTITY);
        add(sumColumns, epilogue.columnSums() != null);
    }

    private static boolean setIfPresent(Operand operand, View view) {
        if (view != null)
            operand.set(view);
        return view != null;
    }

    private void add(Pass pass, boolean wanted) {
        if (wanted)
            passes[passCount++] = pass;
    }

    /**
     * Says where column sums go.
     *
     * @param partials a row of sums for each {@code rows} rows of C
     * @param stride floats from row to row
     */
    void setSums(MemorySegment partials, long stride, int rows) {
        sums = partials;
        sumsStride = stride;
        rowsPerSum = rows;
    }

    /** Whether C takes a tile as it is. */
    boolean isPlain(boolean first, boolean last) {
        return first && last && alpha == 1 && beta == 0 && passCount == 0 && c.colStride() == 1;
    }

    /**
     * Merges the tile in {@code scratch.tile}.
     *
     * @param i first row of C
     * @param j first column of C
     * @param height rows of C under the tile
     * @param width columns of C under the tile
     * @param first whether it is the first part of the sum over k
     * @param last whether it is the last one
     */
    void merge(Scratch scratch, long i, long j, int height, int width, boolean first, boolean last) {
        if (alpha != 1)
            SimdElementwise.scale(alpha, scratch.tile, 0, scratch.tile, 0, SIZE);
        if (!first || beta != 0)
            accumulate(scratch, i, j, height, width, first ? beta : 1);
        if (last)
            for (int p = 0; p < passCount; p++)
                passes[p].apply(scratch, i, j, height, width);
        put(scratch.tile, c, i, j, height, width);
    }

    private void accumulate(Scratch scratch, long i, long j, int height, int width, float factor) {
        fetch(c, i, j, height, width, scratch.other);
        if (factor != 1)
            SimdElementwise.scale(factor, scratch.other, 0, scratch.other, 0, SIZE);
        SimdElementwise.add(scratch.tile, 0, scratch.other, 0, scratch.tile, 0, SIZE);
    }

    private final class AddBias extends Pass {
        @Override
        void apply(Scratch scratch, long i, long j, int height, int width) {
            Staging.gatherRow(bias, 0, j, width, scratch.other, 0);
            for (int r = 0; r < SIZE; r += ROW_BYTES)
                SimdElementwise.add(scratch.tile, r, scratch.other, 0, scratch.tile, r, ROW_BYTES);
        }
    }

    private final class SavePreActivation extends Pass {
        @Override
        void apply(Scratch scratch, long i, long j, int height, int width) {
            put(scratch.tile, preActivation, i, j, height, width);
        }
    }

    private final class Activate extends Pass {
        @Override
        void apply(Scratch scratch, long i, long j, int height, int width) {
            SimdActivations.activation(activation, scratch.tile, 0, scratch.tile, 0, SIZE, scratch);
        }
    }

    private final class Derive extends Pass {
        @Override
        void apply(Scratch scratch, long i, long j, int height, int width) {
            fetch(saved, i, j, height, width, scratch.other);
            SimdActivations.activationBackward(derivative, scratch.other, 0, scratch.tile, 0, scratch.tile, 0, SIZE);
        }
    }

    private final class SumColumns extends Pass {
        @Override
        void apply(Scratch scratch, long i, long j, int height, int width) {
            for (int v = 0; v < ROW_BYTES; v += Lanes.BYTES)
                SimdColumns.sum(scratch.tile, v, ROW_BYTES, height, scratch.other, v);
            long at = (i / rowsPerSum * sumsStride + j) * Float.BYTES;
            if (i % rowsPerSum == 0)
                SimdElementwise.fill(0f, sums, at, ROW_BYTES);
            SimdElementwise.add(sums, at, scratch.other, 0, sums, at, ROW_BYTES);
        }
    }

    private static void fetch(Operand x, long i, long j, int height, int width, MemorySegment to) {
        if (x.colStride() == 1 && width % Lanes.COUNT == 0)
            copyRows(x.segment(), x.at(i, j) * Float.BYTES, x.rowStride() * Float.BYTES, to, 0, ROW_BYTES, height,
                    width * Float.BYTES);
        else
            for (int r = 0; r < height; r++)
                Staging.gatherRow(x, i + r, j, width, to, (long) r * ROW_BYTES);
    }

    private static void put(MemorySegment tile, Operand out, long i, long j, int height, int width) {
        if (out.colStride() == 1 && width % Lanes.COUNT == 0)
            copyRows(tile, 0, ROW_BYTES, out.segment(), out.at(i, j) * Float.BYTES, out.rowStride() * Float.BYTES,
                    height, width * Float.BYTES);
        else
            for (int r = 0; r < height; r++)
                Staging.scatterRow(tile, (long) r * ROW_BYTES, out, i + r, j, width);
    }

    private static void copyRows(MemorySegment from, long at, long stride, MemorySegment to, long toAt, long toStride,
            int height, int size) {
        for (int r = 0; r < height; r++) {
            for (int c = 0; c < size; c += BYTES)
                fromMemorySegment(FLOATS, from, at + c, ORDER).intoMemorySegment(to, toAt + c, ORDER);
            at += stride;
            toAt += toStride;
        }
    }
}
