package dev.lanewise.kernel.simd;

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
 * Tiles of one vector of columns for 32 registers: 16 rows, so that 16 accumulators keep both units busy and a row of B
 * serves 16 multiplications; with eight it was 144 to 187 GFLOP/s. {@link MicroKernel} says what the arguments are.
 */
final class SixteenRows {
    private SixteenRows() {}

    /** A lies row by row. */
    static void ofRows(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
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
        fromAt += fromStride;
        var c5 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c6 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c7 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c8 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c9 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c10 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c11 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c12 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c13 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c14 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c15 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        for (int s = 0; s < k; s++) {
            int p = aAt + s;
            var bs = fromMemorySegment(FLOATS, b, bAt + s * bStride, ORDER);
            var a0 = broadcast(FLOATS, a[p]);
            c0 = FMA ? a0.fma(bs, c0) : a0.mul(bs).add(c0);
            var a1 = broadcast(FLOATS, a[p + STEPS]);
            c1 = FMA ? a1.fma(bs, c1) : a1.mul(bs).add(c1);
            var a2 = broadcast(FLOATS, a[p + 2 * STEPS]);
            c2 = FMA ? a2.fma(bs, c2) : a2.mul(bs).add(c2);
            var a3 = broadcast(FLOATS, a[p + 3 * STEPS]);
            c3 = FMA ? a3.fma(bs, c3) : a3.mul(bs).add(c3);
            var a4 = broadcast(FLOATS, a[p + 4 * STEPS]);
            c4 = FMA ? a4.fma(bs, c4) : a4.mul(bs).add(c4);
            var a5 = broadcast(FLOATS, a[p + 5 * STEPS]);
            c5 = FMA ? a5.fma(bs, c5) : a5.mul(bs).add(c5);
            var a6 = broadcast(FLOATS, a[p + 6 * STEPS]);
            c6 = FMA ? a6.fma(bs, c6) : a6.mul(bs).add(c6);
            var a7 = broadcast(FLOATS, a[p + 7 * STEPS]);
            c7 = FMA ? a7.fma(bs, c7) : a7.mul(bs).add(c7);
            var a8 = broadcast(FLOATS, a[p + 8 * STEPS]);
            c8 = FMA ? a8.fma(bs, c8) : a8.mul(bs).add(c8);
            var a9 = broadcast(FLOATS, a[p + 9 * STEPS]);
            c9 = FMA ? a9.fma(bs, c9) : a9.mul(bs).add(c9);
            var a10 = broadcast(FLOATS, a[p + 10 * STEPS]);
            c10 = FMA ? a10.fma(bs, c10) : a10.mul(bs).add(c10);
            var a11 = broadcast(FLOATS, a[p + 11 * STEPS]);
            c11 = FMA ? a11.fma(bs, c11) : a11.mul(bs).add(c11);
            var a12 = broadcast(FLOATS, a[p + 12 * STEPS]);
            c12 = FMA ? a12.fma(bs, c12) : a12.mul(bs).add(c12);
            var a13 = broadcast(FLOATS, a[p + 13 * STEPS]);
            c13 = FMA ? a13.fma(bs, c13) : a13.mul(bs).add(c13);
            var a14 = broadcast(FLOATS, a[p + 14 * STEPS]);
            c14 = FMA ? a14.fma(bs, c14) : a14.mul(bs).add(c14);
            var a15 = broadcast(FLOATS, a[p + 15 * STEPS]);
            c15 = FMA ? a15.fma(bs, c15) : a15.mul(bs).add(c15);
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
        outAt += outStride;
        c5.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c6.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c7.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c8.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c9.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c10.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c11.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c12.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c13.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c14.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c15.intoMemorySegment(out, outAt, ORDER);
    }

    /** A lies step by step. */
    static void ofSteps(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
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
        fromAt += fromStride;
        var c5 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c6 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c7 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c8 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c9 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c10 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c11 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c12 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c13 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c14 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        fromAt += fromStride;
        var c15 = fromMemorySegment(FLOATS, from, fromAt, ORDER);
        int turn = Lanes.one;
        for (int s = 0; s < k; s += turn) {
            int p = aAt + s * LINE;
            var bs = fromMemorySegment(FLOATS, b, bAt + s * bStride, ORDER);
            var a0 = broadcast(FLOATS, a[p]);
            c0 = FMA ? a0.fma(bs, c0) : a0.mul(bs).add(c0);
            var a1 = broadcast(FLOATS, a[p + 1]);
            c1 = FMA ? a1.fma(bs, c1) : a1.mul(bs).add(c1);
            var a2 = broadcast(FLOATS, a[p + 2]);
            c2 = FMA ? a2.fma(bs, c2) : a2.mul(bs).add(c2);
            var a3 = broadcast(FLOATS, a[p + 3]);
            c3 = FMA ? a3.fma(bs, c3) : a3.mul(bs).add(c3);
            var a4 = broadcast(FLOATS, a[p + 4]);
            c4 = FMA ? a4.fma(bs, c4) : a4.mul(bs).add(c4);
            var a5 = broadcast(FLOATS, a[p + 5]);
            c5 = FMA ? a5.fma(bs, c5) : a5.mul(bs).add(c5);
            var a6 = broadcast(FLOATS, a[p + 6]);
            c6 = FMA ? a6.fma(bs, c6) : a6.mul(bs).add(c6);
            var a7 = broadcast(FLOATS, a[p + 7]);
            c7 = FMA ? a7.fma(bs, c7) : a7.mul(bs).add(c7);
            var a8 = broadcast(FLOATS, a[p + 8]);
            c8 = FMA ? a8.fma(bs, c8) : a8.mul(bs).add(c8);
            var a9 = broadcast(FLOATS, a[p + 9]);
            c9 = FMA ? a9.fma(bs, c9) : a9.mul(bs).add(c9);
            var a10 = broadcast(FLOATS, a[p + 10]);
            c10 = FMA ? a10.fma(bs, c10) : a10.mul(bs).add(c10);
            var a11 = broadcast(FLOATS, a[p + 11]);
            c11 = FMA ? a11.fma(bs, c11) : a11.mul(bs).add(c11);
            var a12 = broadcast(FLOATS, a[p + 12]);
            c12 = FMA ? a12.fma(bs, c12) : a12.mul(bs).add(c12);
            var a13 = broadcast(FLOATS, a[p + 13]);
            c13 = FMA ? a13.fma(bs, c13) : a13.mul(bs).add(c13);
            var a14 = broadcast(FLOATS, a[p + 14]);
            c14 = FMA ? a14.fma(bs, c14) : a14.mul(bs).add(c14);
            var a15 = broadcast(FLOATS, a[p + 15]);
            c15 = FMA ? a15.fma(bs, c15) : a15.mul(bs).add(c15);
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
        outAt += outStride;
        c5.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c6.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c7.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c8.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c9.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c10.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c11.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c12.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c13.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c14.intoMemorySegment(out, outAt, ORDER);
        outAt += outStride;
        c15.intoMemorySegment(out, outAt, ORDER);
    }
}
