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
 */
final class TileMerge {
    private static final int SIZE = ROWS * ROW_BYTES;

    private final Operand c = new Operand();
    private final Operand bias = new Operand();
    private final Operand preActivation = new Operand();
    private final Operand saved = new Operand();
    private float alpha;
    private float beta;
    private boolean hasBias;
    private boolean hasPreActivation;
    private boolean hasColumnSums;
    private Activation activation;
    private Activation derivative;
    private MemorySegment sums;
    private long sumsStride;

    Operand c() { return c; }

    void set(double newAlpha, double newBeta, Epilogue epilogue) {
        alpha = (float) newAlpha;
        beta = (float) newBeta;
        hasBias = setIfPresent(bias, epilogue.bias());
        hasPreActivation = setIfPresent(preActivation, epilogue.preActivation());
        setIfPresent(saved, epilogue.saved());
        hasColumnSums = epilogue.columnSums() != null;
        activation = epilogue.activation();
        derivative = epilogue.derivative();
    }

    private static boolean setIfPresent(Operand operand, View view) {
        if (view != null)
            operand.set(view);
        return view != null;
    }

    /**
     * Says where column sums go.
     *
     * @param partials a row of sums for each block of rows
     * @param stride floats from row to row
     */
    void setSums(MemorySegment partials, long stride) {
        sums = partials;
        sumsStride = stride;
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
     * @param sumsRow which row of column sums it belongs to
     * @param startsSums whether it is the first tile of that row
     */
    void merge(Scratch scratch, long i, long j, int height, int width, boolean first, boolean last, int sumsRow,
            boolean startsSums) {
        var tile = scratch.tile;
        var other = scratch.other;
        if (alpha != 1)
            SimdElementwise.scale(alpha, tile, 0, tile, 0, SIZE);
        if (!first || beta != 0) {
            fetch(c, i, j, height, width, other);
            if (first && beta != 1)
                SimdElementwise.scale(beta, other, 0, other, 0, SIZE);
            SimdElementwise.add(tile, 0, other, 0, tile, 0, SIZE);
        }
        if (last)
            finish(scratch, i, j, height, width, sumsRow, startsSums);
        put(tile, c, i, j, height, width);
    }

    private void finish(Scratch scratch, long i, long j, int height, int width, int sumsRow, boolean startsSums) {
        var tile = scratch.tile;
        var other = scratch.other;
        if (hasBias) {
            Staging.gatherRow(bias, 0, j, width, other, 0);
            for (int r = 0; r < SIZE; r += ROW_BYTES)
                SimdElementwise.add(tile, r, other, 0, tile, r, ROW_BYTES);
        }
        if (hasPreActivation)
            put(tile, preActivation, i, j, height, width);
        if (activation != Activation.IDENTITY)
            SimdActivations.activation(activation, tile, 0, tile, 0, SIZE, scratch);
        if (derivative != Activation.IDENTITY) {
            fetch(saved, i, j, height, width, other);
            SimdActivations.activationBackward(derivative, other, 0, tile, 0, tile, 0, SIZE);
        }
        if (hasColumnSums) {
            long at = (sumsRow * sumsStride + j) * Float.BYTES;
            for (int v = 0; v < ROW_BYTES; v += Lanes.BYTES)
                SimdColumns.sum(tile, v, ROW_BYTES, height, other, v);
            if (startsSums)
                SimdElementwise.fill(0f, sums, at, ROW_BYTES);
            SimdElementwise.add(sums, at, other, 0, sums, at, ROW_BYTES);
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
