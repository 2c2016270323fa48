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
 * Tiles of five rows, for 16 registers: ten accumulators, two vectors of B and one of A. {@link MicroKernel} says what
 * the arguments are.
 */
final class FiveRows {
    private FiveRows() {}

    /** Two vectors of columns; A lies row by row. */
    static void wideOfRows(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
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
        int end = aAt + k;
        int turn = Lanes.one;
        for (int p = aAt; p < end; p += turn) {
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
    }

    /** Two vectors of columns; A lies step by step. */
    static void wideOfSteps(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
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
    }

    /** One vector of columns; A lies row by row. */
    static void narrowOfRows(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment from, long fromAt, long fromStride, MemorySegment out, long outAt, long outStride) {
        b = NATIVE.cast(b);
        from = NATIVE.cast(from);
        out = NATIVE.cast(out);
        var c0 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c1 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c2 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c3 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c4 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        int turn = Lanes.one;
        for (int s = 0; s < k; s += turn) {
            int p = aAt + s;
            long at = bAt + s * bStride;
            var b0 = fromMemorySegment(FLOATS, b, at, ORDER);
            var a0 = broadcast(FLOATS, a[p]);
            c0 = FMA ? a0.fma(b0, c0) : a0.mul(b0).add(c0);
            var a1 = broadcast(FLOATS, a[p + STEPS]);
            c1 = FMA ? a1.fma(b0, c1) : a1.mul(b0).add(c1);
            var a2 = broadcast(FLOATS, a[p + 2 * STEPS]);
            c2 = FMA ? a2.fma(b0, c2) : a2.mul(b0).add(c2);
            var a3 = broadcast(FLOATS, a[p + 3 * STEPS]);
            c3 = FMA ? a3.fma(b0, c3) : a3.mul(b0).add(c3);
            var a4 = broadcast(FLOATS, a[p + 4 * STEPS]);
            c4 = FMA ? a4.fma(b0, c4) : a4.mul(b0).add(c4);
        }
        c0.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c1.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c2.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c3.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c4.intoMemorySegment(out, outAt, ORDER);
    }

    /** One vector of columns; A lies step by step. */
    static void narrowOfSteps(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment from, long fromAt, long fromStride, MemorySegment out, long outAt, long outStride) {
        b = NATIVE.cast(b);
        from = NATIVE.cast(from);
        out = NATIVE.cast(out);
        var c0 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c1 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c2 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c3 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c4 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        int turn = Lanes.one;
        for (int s = 0; s < k; s += turn) {
            int p = aAt + s * LINE;
            long at = bAt + s * bStride;
            var b0 = fromMemorySegment(FLOATS, b, at, ORDER);
            var a0 = broadcast(FLOATS, a[p]);
            c0 = FMA ? a0.fma(b0, c0) : a0.mul(b0).add(c0);
            var a1 = broadcast(FLOATS, a[p + 1]);
            c1 = FMA ? a1.fma(b0, c1) : a1.mul(b0).add(c1);
            var a2 = broadcast(FLOATS, a[p + 2]);
            c2 = FMA ? a2.fma(b0, c2) : a2.mul(b0).add(c2);
            var a3 = broadcast(FLOATS, a[p + 3]);
            c3 = FMA ? a3.fma(b0, c3) : a3.mul(b0).add(c3);
            var a4 = broadcast(FLOATS, a[p + 4]);
            c4 = FMA ? a4.fma(b0, c4) : a4.mul(b0).add(c4);
        }
        c0.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c1.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c2.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c3.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c4.intoMemorySegment(out, outAt, ORDER);
    }
}
