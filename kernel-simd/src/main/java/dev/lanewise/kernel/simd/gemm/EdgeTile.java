package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.gemm.MicroKernel.ROW_BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.kernel.simd.elementwise.ElementwiseVectors;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Staging;

import java.lang.foreign.MemorySegment;

/**
 * Takes a tile from scratch to C where the {@link MicroKernel} cannot write there itself: at C's edges, if C's rows
 * are not dense, or if there are factors alpha and beta to be multiplied by.
 */
final class EdgeTile {
    private EdgeTile() {}

    /** {@code tile = alpha tile + beta C}, for the {@code height} x {@code width} elements of C at row i, column j. */
    static void combine(float alpha, float beta, Operand c, long i, long j, int height, int width,
            GemmScratch scratch) {
        int size = (height - 1) * ROW_BYTES + Math.max(ROW_BYTES, width * Float.BYTES);
        if (beta != 0) {
            fetch(c, i, j, height, width, scratch.other);
            ElementwiseVectors.axpby(alpha, scratch.tile, 0, beta, scratch.other, 0, scratch.tile, 0, size);
        } else if (alpha != 1)
            ElementwiseVectors.scale(alpha, scratch.tile, 0, scratch.tile, 0, size);
    }

    /** {@code to = C}, with the rows of a tile. */
    static void fetch(Operand x, long i, long j, int height, int width, MemorySegment to) {
        if (x.colStride() == 1 && width % Lanes.COUNT == 0)
            copyRows(x.segment(), x.at(i, j) * Float.BYTES, x.rowStride() * Float.BYTES, to, 0, ROW_BYTES, height,
                    width * Float.BYTES);
        else
            for (int r = 0; r < height; r++)
                Staging.gatherRow(x, i + r, j, width, to, (long) r * ROW_BYTES);
    }

    /** {@code C = tile}. */
    static void store(Operand out, long i, long j, int height, int width, GemmScratch scratch) {
        if (out.colStride() == 1 && width % Lanes.COUNT == 0)
            copyRows(scratch.tile, 0, ROW_BYTES, out.segment(), out.at(i, j) * Float.BYTES,
                    out.rowStride() * Float.BYTES, height, width * Float.BYTES);
        else
            for (int r = 0; r < height; r++)
                Staging.scatterRow(scratch.tile, (long) r * ROW_BYTES, out, i + r, j, width);
    }

    private static void copyRows(MemorySegment from, long at, long stride, MemorySegment to, long toAt, long toStride,
            int height, int size) {
        from = NATIVE.cast(from);
        to = NATIVE.cast(to);
        for (int r = 0; r < height; r++) {
            for (int c = 0; c < size; c += BYTES)
                fromMemorySegment(FLOATS, from, at + c, ORDER).intoMemorySegment(to, toAt + c, ORDER);
            at += stride;
            toAt += toStride;
        }
    }
}
