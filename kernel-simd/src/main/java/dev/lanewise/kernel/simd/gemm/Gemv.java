package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.FMA;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.kernel.simd.runtime.Lanes;

import java.lang.foreign.MemorySegment;

/**
 * A vector times a matrix, where the matrix is stored: one row of C, eight vectors wide. Its time is that of reading B, and
 * long pieces of B's rows are what the hardware fetches ahead. Like {@link MicroKernel}, which says what the arguments
 * are, it starts from what it finds in memory and stores the sums.
 */
final class Gemv {
    /** Columns of C that are computed together: as many accumulators as cover the latency of two units. */
    static final int COLS = 8 * Lanes.COUNT;

    private Gemv() {}

    /** {@code out = from + a B}, out from its first byte on. */
    static void tile(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k, MemorySegment from,
            long fromAt, MemorySegment out) {
        b = NATIVE.cast(b);
        from = NATIVE.cast(from);
        out = NATIVE.cast(out);
        var c0 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c1 = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        var c2 = fromMemorySegment(FLOATS, from, fromAt + 2 * BYTES, ORDER);
        var c3 = fromMemorySegment(FLOATS, from, fromAt + 3 * BYTES, ORDER);
        var c4 = fromMemorySegment(FLOATS, from, fromAt + 4 * BYTES, ORDER);
        var c5 = fromMemorySegment(FLOATS, from, fromAt + 5 * BYTES, ORDER);
        var c6 = fromMemorySegment(FLOATS, from, fromAt + 6 * BYTES, ORDER);
        var c7 = fromMemorySegment(FLOATS, from, fromAt + 7 * BYTES, ORDER);
        for (int s = 0; s < k; s++) {
            long at = bAt + s * bStride;
            var a0 = broadcast(FLOATS, a[aAt + s]);
            var b0 = fromMemorySegment(FLOATS, b, at, ORDER);
            c0 = FMA ? a0.fma(b0, c0) : a0.mul(b0).add(c0);
            var b1 = fromMemorySegment(FLOATS, b, at + BYTES, ORDER);
            c1 = FMA ? a0.fma(b1, c1) : a0.mul(b1).add(c1);
            var b2 = fromMemorySegment(FLOATS, b, at + 2 * BYTES, ORDER);
            c2 = FMA ? a0.fma(b2, c2) : a0.mul(b2).add(c2);
            var b3 = fromMemorySegment(FLOATS, b, at + 3 * BYTES, ORDER);
            c3 = FMA ? a0.fma(b3, c3) : a0.mul(b3).add(c3);
            var b4 = fromMemorySegment(FLOATS, b, at + 4 * BYTES, ORDER);
            c4 = FMA ? a0.fma(b4, c4) : a0.mul(b4).add(c4);
            var b5 = fromMemorySegment(FLOATS, b, at + 5 * BYTES, ORDER);
            c5 = FMA ? a0.fma(b5, c5) : a0.mul(b5).add(c5);
            var b6 = fromMemorySegment(FLOATS, b, at + 6 * BYTES, ORDER);
            c6 = FMA ? a0.fma(b6, c6) : a0.mul(b6).add(c6);
            var b7 = fromMemorySegment(FLOATS, b, at + 7 * BYTES, ORDER);
            c7 = FMA ? a0.fma(b7, c7) : a0.mul(b7).add(c7);
        }
        c0.intoMemorySegment(out, 0, ORDER);
        c1.intoMemorySegment(out, BYTES, ORDER);
        c2.intoMemorySegment(out, 2 * BYTES, ORDER);
        c3.intoMemorySegment(out, 3 * BYTES, ORDER);
        c4.intoMemorySegment(out, 4 * BYTES, ORDER);
        c5.intoMemorySegment(out, 5 * BYTES, ORDER);
        c6.intoMemorySegment(out, 6 * BYTES, ORDER);
        c7.intoMemorySegment(out, 7 * BYTES, ORDER);
    }
}
