package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.gemm.MicroKernel.KC;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.LINE;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.NR;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.ROW_BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.COUNT;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Transpose;

import java.lang.foreign.MemorySegment;

/**
 * Copies factors into panels, in the order in which {@link MicroKernel} reads them: of A {@link
 * MicroKernel#PANEL_ROWS} rows, row-major or k-major; of B {@link MicroKernel#NR} columns side by side, one
 * row behind the other. Rows and columns that a panel lacks hold anything: they lead to elements of a tile that nobody
 * looks at.
 */
final class Packing {
    /** Steps of a transposed B that are copied at once: what is written, 12 KiB, stays in the first-level cache. */
    private static final int LINE_BLOCK = 96;

    /** Rows of A that are copied side by side. */
    private static final int GROUP = 8;

    /** From so many steps on a row of A is copied by itself: 1 % of a product of 512 and above. */
    private static final int LONG_ROW = 256;

    private Packing() {}

    /** Packs rows {@code i ..}, steps {@code p ..}, of A; k-major if that is how A is stored, else row-major. */
    static void panelOfA(Operand a, long i, long p, int rows, int steps, float[] to, int toAt) {
        long at = a.at(i, p) * Float.BYTES;
        long rowStride = a.rowStride() * Float.BYTES;
        long stepStride = a.colStride() * Float.BYTES;
        if (isKMajor(a))
            for (int r = 0; r < rows; r += LINE)
                copySteps(a.segment(), at + (long) r * Float.BYTES, stepStride, Math.min(LINE, rows - r), steps, to,
                        toAt + r * KC);
        else if (a.colStride() == 1)
            copyRows(a.segment(), at, rowStride, rows, steps, to, toAt);
        else
            for (int r = 0; r < rows; r++)
                for (int s = 0; s < steps; s++)
                    to[toAt + r * KC + s] = a.segment().get(JAVA_FLOAT, at + r * rowStride + s * stepStride);
    }

    /** Whether panels of A are k-major: copies of it, if it is transposed. */
    static boolean isKMajor(Operand a) {
        return a.rowStride() == 1 && a.colStride() != 1;
    }

    private static void copyRows(MemorySegment x, long at, long stride, int rows, int steps, float[] to, int toAt) {
        // Whole vectors where the memory has them: nobody reads what comes behind the last step.
        boolean inside = at + (rows - 1) * stride + Lanes.padded(steps) * Float.BYTES <= x.byteSize();
        int r = 0;
        if (inside && steps < LONG_ROW)
            for (; r + GROUP <= rows; r += GROUP)
                copyEightRows(x, at + r * stride, stride, steps, to, toAt + r * KC);
        for (; r < rows; r++)
            MemorySegment.copy(x, JAVA_FLOAT, at + r * stride, to, toAt + r * KC, steps);
    }

    /** Eight at a time: a loop over the vectors of one short row costs more to enter than to run. */
    private static void copyEightRows(MemorySegment x, long at, long stride, int steps, float[] to, int toAt) {
        x = NATIVE.cast(x);
        int width = Lanes.lanes;
        for (int s = 0; s < steps; s += width) {
            long from = at + (long) s * Float.BYTES;
            fromMemorySegment(FLOATS, x, from, ORDER).intoArray(to, toAt + s);
            fromMemorySegment(FLOATS, x, from + stride, ORDER).intoArray(to, toAt + s + KC);
            fromMemorySegment(FLOATS, x, from + 2 * stride, ORDER).intoArray(to, toAt + s + 2 * KC);
            fromMemorySegment(FLOATS, x, from + 3 * stride, ORDER).intoArray(to, toAt + s + 3 * KC);
            fromMemorySegment(FLOATS, x, from + 4 * stride, ORDER).intoArray(to, toAt + s + 4 * KC);
            fromMemorySegment(FLOATS, x, from + 5 * stride, ORDER).intoArray(to, toAt + s + 5 * KC);
            fromMemorySegment(FLOATS, x, from + 6 * stride, ORDER).intoArray(to, toAt + s + 6 * KC);
            fromMemorySegment(FLOATS, x, from + 7 * stride, ORDER).intoArray(to, toAt + s + 7 * KC);
        }
    }

    private static void copySteps(MemorySegment x, long at, long stride, int rows, int steps, float[] to, int toAt) {
        int wide = stepsInside(x.byteSize() - at, stride, Lanes.padded(LINE) * Float.BYTES, steps);
        // Whole vectors may reach into the next step, which is written later, but not behind the last one.
        if (LINE % COUNT != 0)
            wide = Math.min(wide, steps - 1);
        copyLines(x, at, stride, wide, to, toAt);
        for (int s = wide; s < steps; s++)
            MemorySegment.copy(x, JAVA_FLOAT, at + s * stride, to, toAt + s * LINE, rows);
    }

    private static void copyLines(MemorySegment x, long at, long stride, int steps, float[] to, int toAt) {
        x = NATIVE.cast(x);
        for (int s = 0; s < steps; s++) {
            for (int v = 0; v < LINE; v += COUNT)
                fromMemorySegment(FLOATS, x, at + (long) v * Float.BYTES, ORDER).intoArray(to, toAt + v);
            at += stride;
            toAt += LINE;
        }
    }

    /** Packs columns {@code j ..}, steps {@code p ..}, of B. */
    static void panelOfB(Operand b, long p, long j, int cols, int steps, MemorySegment to, long toAt,
            Scratch scratch) {
        long at = b.at(p, j) * Float.BYTES;
        if (b.colStride() != 1) {
            for (int s = 0; s < steps; s += LINE_BLOCK)
                Transpose.lines(b.segment(), at + s * b.rowStride() * Float.BYTES, b.colStride(), b.rowStride(), cols,
                        Math.min(LINE_BLOCK, steps - s), to, toAt + (long) s * ROW_BYTES, NR, scratch);
            return;
        }
        long stride = b.rowStride() * Float.BYTES;
        int wide = cols == NR ? steps : stepsInside(b.segment().byteSize() - at, stride, ROW_BYTES, steps);
        copyWide(b.segment(), at, stride, wide, to, toAt);
        for (int s = wide; s < steps; s++)
            Staging.gather(b.segment(), at + s * stride, 1, cols, to, toAt + (long) s * ROW_BYTES);
    }

    /** How many steps can be read in full width, beyond the row's end, without leaving the memory. */
    private static int stepsInside(long bytes, long stride, int width, int steps) {
        if (bytes < width)
            return 0;
        return stride == 0 ? steps : (int) Math.min(steps, (bytes - width) / stride + 1);
    }

    private static void copyWide(MemorySegment x, long at, long stride, int steps, MemorySegment to, long toAt) {
        x = NATIVE.cast(x);
        to = NATIVE.cast(to);
        for (int s = 0; s < steps; s++) {
            fromMemorySegment(FLOATS, x, at, ORDER).intoMemorySegment(to, toAt, ORDER);
            fromMemorySegment(FLOATS, x, at + BYTES, ORDER).intoMemorySegment(to, toAt + BYTES, ORDER);
            at += stride;
            toAt += ROW_BYTES;
        }
    }
}
