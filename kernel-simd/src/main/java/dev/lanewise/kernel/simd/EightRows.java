package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.Lanes.FMA;
import static dev.lanewise.kernel.simd.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static dev.lanewise.kernel.simd.MicroKernel.LINE;
import static dev.lanewise.kernel.simd.MicroKernel.STEPS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

/**
 * Tiles of eight rows and two vectors of columns, for 32 registers: 16 accumulators, two vectors of B and one of A.
 * {@link MicroKernel} says what the arguments are.
 */
final class EightRows {
    private EightRows() {}

    /** A lies row by row. */
    static void ofRows(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment from, long fromAt, long fromStride, MemorySegment out, long outAt, long outStride) {
        b = NATIVE.cast(b);
        from = NATIVE.cast(from);
        out = NATIVE.cast(out);
        var c0a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c0b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c1a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c1b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c2a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c2b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c3a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c3b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c4a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c4b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c5a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c5b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c6a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c6b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c7a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c7b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        int end = aAt + k;
        for (int p = aAt; p < end; p++) {
            var ba = fromMemorySegment(FLOATS, b, bAt, ORDER);
            var bb = fromMemorySegment(FLOATS, b, bAt + BYTES, ORDER);
            var a0 = broadcast(FLOATS, a[p]);
            c0a = FMA ? a0.fma(ba, c0a) : a0.mul(ba).add(c0a);
            c0b = FMA ? a0.fma(bb, c0b) : a0.mul(bb).add(c0b);
            var a1 = broadcast(FLOATS, a[p + STEPS]);
            c1a = FMA ? a1.fma(ba, c1a) : a1.mul(ba).add(c1a);
            c1b = FMA ? a1.fma(bb, c1b) : a1.mul(bb).add(c1b);
            var a2 = broadcast(FLOATS, a[p + 2 * STEPS]);
            c2a = FMA ? a2.fma(ba, c2a) : a2.mul(ba).add(c2a);
            c2b = FMA ? a2.fma(bb, c2b) : a2.mul(bb).add(c2b);
            var a3 = broadcast(FLOATS, a[p + 3 * STEPS]);
            c3a = FMA ? a3.fma(ba, c3a) : a3.mul(ba).add(c3a);
            c3b = FMA ? a3.fma(bb, c3b) : a3.mul(bb).add(c3b);
            var a4 = broadcast(FLOATS, a[p + 4 * STEPS]);
            c4a = FMA ? a4.fma(ba, c4a) : a4.mul(ba).add(c4a);
            c4b = FMA ? a4.fma(bb, c4b) : a4.mul(bb).add(c4b);
            var a5 = broadcast(FLOATS, a[p + 5 * STEPS]);
            c5a = FMA ? a5.fma(ba, c5a) : a5.mul(ba).add(c5a);
            c5b = FMA ? a5.fma(bb, c5b) : a5.mul(bb).add(c5b);
            var a6 = broadcast(FLOATS, a[p + 6 * STEPS]);
            c6a = FMA ? a6.fma(ba, c6a) : a6.mul(ba).add(c6a);
            c6b = FMA ? a6.fma(bb, c6b) : a6.mul(bb).add(c6b);
            var a7 = broadcast(FLOATS, a[p + 7 * STEPS]);
            c7a = FMA ? a7.fma(ba, c7a) : a7.mul(ba).add(c7a);
            c7b = FMA ? a7.fma(bb, c7b) : a7.mul(bb).add(c7b);
            bAt += bStride;
        }
        c0a.intoMemorySegment(out, outAt, ORDER);
        c0b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c1a.intoMemorySegment(out, outAt, ORDER);
        c1b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c2a.intoMemorySegment(out, outAt, ORDER);
        c2b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c3a.intoMemorySegment(out, outAt, ORDER);
        c3b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c4a.intoMemorySegment(out, outAt, ORDER);
        c4b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c5a.intoMemorySegment(out, outAt, ORDER);
        c5b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c6a.intoMemorySegment(out, outAt, ORDER);
        c6b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c7a.intoMemorySegment(out, outAt, ORDER);
        c7b.intoMemorySegment(out, outAt + BYTES, ORDER);
    }

    /** A lies step by step. */
    static void ofSteps(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment from, long fromAt, long fromStride, MemorySegment out, long outAt, long outStride) {
        b = NATIVE.cast(b);
        from = NATIVE.cast(from);
        out = NATIVE.cast(out);
        var c0a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c0b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c1a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c1b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c2a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c2b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c3a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c3b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c4a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c4b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c5a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c5b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c6a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c6b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        fromAt += fromStride;
        var c7a = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        var c7b = fromMemorySegment(FLOATS, from, fromAt + BYTES, ORDER);
        int turn = Lanes.one;
        for (int s = 0; s < k; s += turn) {
            int p = aAt + s * LINE;
            long at = bAt + s * bStride;
            var ba = fromMemorySegment(FLOATS, b, at, ORDER);
            var bb = fromMemorySegment(FLOATS, b, at + BYTES, ORDER);
            var a0 = broadcast(FLOATS, a[p]);
            c0a = FMA ? a0.fma(ba, c0a) : a0.mul(ba).add(c0a);
            c0b = FMA ? a0.fma(bb, c0b) : a0.mul(bb).add(c0b);
            var a1 = broadcast(FLOATS, a[p + 1]);
            c1a = FMA ? a1.fma(ba, c1a) : a1.mul(ba).add(c1a);
            c1b = FMA ? a1.fma(bb, c1b) : a1.mul(bb).add(c1b);
            var a2 = broadcast(FLOATS, a[p + 2]);
            c2a = FMA ? a2.fma(ba, c2a) : a2.mul(ba).add(c2a);
            c2b = FMA ? a2.fma(bb, c2b) : a2.mul(bb).add(c2b);
            var a3 = broadcast(FLOATS, a[p + 3]);
            c3a = FMA ? a3.fma(ba, c3a) : a3.mul(ba).add(c3a);
            c3b = FMA ? a3.fma(bb, c3b) : a3.mul(bb).add(c3b);
            var a4 = broadcast(FLOATS, a[p + 4]);
            c4a = FMA ? a4.fma(ba, c4a) : a4.mul(ba).add(c4a);
            c4b = FMA ? a4.fma(bb, c4b) : a4.mul(bb).add(c4b);
            var a5 = broadcast(FLOATS, a[p + 5]);
            c5a = FMA ? a5.fma(ba, c5a) : a5.mul(ba).add(c5a);
            c5b = FMA ? a5.fma(bb, c5b) : a5.mul(bb).add(c5b);
            var a6 = broadcast(FLOATS, a[p + 6]);
            c6a = FMA ? a6.fma(ba, c6a) : a6.mul(ba).add(c6a);
            c6b = FMA ? a6.fma(bb, c6b) : a6.mul(bb).add(c6b);
            var a7 = broadcast(FLOATS, a[p + 7]);
            c7a = FMA ? a7.fma(ba, c7a) : a7.mul(ba).add(c7a);
            c7b = FMA ? a7.fma(bb, c7b) : a7.mul(bb).add(c7b);
        }
        c0a.intoMemorySegment(out, outAt, ORDER);
        c0b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c1a.intoMemorySegment(out, outAt, ORDER);
        c1b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c2a.intoMemorySegment(out, outAt, ORDER);
        c2b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c3a.intoMemorySegment(out, outAt, ORDER);
        c3b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c4a.intoMemorySegment(out, outAt, ORDER);
        c4b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c5a.intoMemorySegment(out, outAt, ORDER);
        c5b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c6a.intoMemorySegment(out, outAt, ORDER);
        c6b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c7a.intoMemorySegment(out, outAt, ORDER);
        c7b.intoMemorySegment(out, outAt + BYTES, ORDER);
    }
}
