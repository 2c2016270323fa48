package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static dev.lanewise.kernel.simd.MicroKernel.COLS;
import static dev.lanewise.kernel.simd.MicroKernel.ROW_BYTES;
import static dev.lanewise.kernel.simd.MicroKernel.STEPS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

/**
 * Copies factors into panels, in the order in which {@link MicroKernel} reads them: of A {@link MicroKernel#ROWS}
 * rows, {@link MicroKernel#STEPS} floats apart; of B {@link MicroKernel#COLS} columns side by side, one row behind
 * the other. Rows and columns that a panel lacks hold anything: they lead to elements of a tile that nobody looks at.
 */
final class Packing {
    /** Steps of a transposed B that are copied at once: what is written, 12 KiB, stays in the first-level cache. */
    private static final int LINE_BLOCK = 96;

    private Packing() {}

    /** Packs rows {@code i ..}, steps {@code p ..}, of A. */
    static void panelOfA(Operand a, long i, long p, int rows, int steps, float[] to, int toAt, Scratch scratch) {
        long at = a.at(i, p) * Float.BYTES;
        if (a.colStride() == 1) {
            for (int r = 0; r < rows; r++)
                MemorySegment.copy(a.segment(), JAVA_FLOAT, at + r * a.rowStride() * Float.BYTES, to,
                        toAt + r * STEPS, steps);
            return;
        }
        // Whole blocks where the memory has them: rows that the panel lacks may hold anything.
        boolean wide = a.rowStride() == 1
                && at + ((steps - 1) * a.colStride() + Transpose.BLOCK) * Float.BYTES <= a.segment().byteSize();
        var block = scratch.panel(Transpose.BLOCK * STEPS);
        Transpose.lines(a.segment(), at, a.colStride(), a.rowStride(), steps, wide ? Transpose.BLOCK : rows, block, 0,
                STEPS, scratch);
        for (int r = 0; r < rows; r++)
            MemorySegment.copy(block, JAVA_FLOAT, (long) r * STEPS * Float.BYTES, to, toAt + r * STEPS, steps);
    }

    /** Packs columns {@code j ..}, steps {@code p ..}, of B. */
    static void panelOfB(Operand b, long p, long j, int cols, int steps, MemorySegment to, long toAt,
            Scratch scratch) {
        long at = b.at(p, j) * Float.BYTES;
        if (b.colStride() != 1) {
            for (int s = 0; s < steps; s += LINE_BLOCK)
                Transpose.lines(b.segment(), at + s * b.rowStride() * Float.BYTES, b.colStride(), b.rowStride(), cols,
                        Math.min(LINE_BLOCK, steps - s), to, toAt + (long) s * ROW_BYTES, COLS, scratch);
            return;
        }
        long stride = b.rowStride() * Float.BYTES;
        int wide = cols == COLS ? steps : stepsInside(b.segment().byteSize() - at, stride, steps);
        copyWide(b.segment(), at, stride, wide, to, toAt);
        for (int s = wide; s < steps; s++)
            Staging.gather(b.segment(), at + s * stride, 1, cols, to, toAt + (long) s * ROW_BYTES);
    }

    /** How many steps can be read in full width, beyond the row's end, without leaving the memory. */
    private static int stepsInside(long bytes, long stride, int steps) {
        if (bytes < ROW_BYTES)
            return 0;
        return stride == 0 ? steps : (int) Math.min(steps, (bytes - ROW_BYTES) / stride + 1);
    }

    private static void copyWide(MemorySegment x, long at, long stride, int steps, MemorySegment to, long toAt) {
        for (int s = 0; s < steps; s++) {
            fromMemorySegment(FLOATS, x, at, ORDER).intoMemorySegment(to, toAt, ORDER);
            fromMemorySegment(FLOATS, x, at + BYTES, ORDER).intoMemorySegment(to, toAt + BYTES, ORDER);
            at += stride;
            toAt += ROW_BYTES;
        }
    }
}
