package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.Lanes.FMA;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.FloatVector.zero;

import java.lang.foreign.MemorySegment;

/**
 * The innermost loop of a product: a tile of C that stays in registers while a panel of A and a panel of B pass by.
 * It only stores the tile, to C if that is all there is to do, else to scratch; what becomes of it there is the
 * matter of {@link TileMerge}, so that this method is the same for every product. Each accumulator is a local
 * variable of its own: arrays and helpers would box it.
 *
 * <p>A's panel is a {@code float[]}, since a method with many scalar loads from a segment is given up by the C1
 * compiler and then never reaches C2.
 */
final class MicroKernel {
    /**
     * Rows of a tile. With 32 registers 12 rows of two vectors take 24 accumulators, two vectors of B and one of A;
     * 14 rows spill. With 16 registers five rows take 10, two and one: 94 GFLOP/s, where six rows spilled (48) and
     * four left the units idle (77).
     */
    static final int ROWS = Platform.vectorRegisters() >= 32 ? 12 : 5;

    /** Columns of a tile: two vectors, so that each broadcast of A serves two multiplications. */
    static final int COLS = 2 * Lanes.COUNT;

    /** Bytes from one row of a tile to the next. */
    static final int ROW_BYTES = COLS * Float.BYTES;

    /**
     * Most steps of k that a tile takes at once, and the distance between the rows of a panel of A: a constant, so
     * that all its rows are read with one index. 12 rows take 18 KiB and stay in the first-level cache while panels
     * of B pass by; they lie 24 cache lines apart, so no more than two of them fall on one cache set.
     */
    static final int STEPS = 384;

    private MicroKernel() {}

    /**
     * Computes a tile: {@code tile = A B}, k deep.
     *
     * @param a panel of A: {@link #ROWS} rows, {@link #STEPS} floats apart, from {@code aAt} on
     * @param b rows of B, {@code bStride} bytes apart, from byte {@code bAt} on
     * @param narrow whether only the first vector of columns is wanted
     * @param out takes all rows of the tile, {@code outStride} bytes apart, from byte {@code outAt} on
     */
    static void tile(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k, boolean narrow,
            MemorySegment out, long outAt, long outStride) {
        if (ROWS == 12) {
            if (narrow)
                tile12x1(a, aAt, b, bAt, bStride, k, out, outAt, outStride);
            else
                tile12x2(a, aAt, b, bAt, bStride, k, out, outAt, outStride);
        } else if (narrow)
            tile5x1(a, aAt, b, bAt, bStride, k, out, outAt, outStride);
        else
            tile5x2(a, aAt, b, bAt, bStride, k, out, outAt, outStride);
    }

    /** 12 rows, two vectors of columns. */
    private static void tile12x2(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment out, long outAt, long outStride) {
        var c0a = zero(FLOATS);
        var c0b = zero(FLOATS);
        var c1a = zero(FLOATS);
        var c1b = zero(FLOATS);
        var c2a = zero(FLOATS);
        var c2b = zero(FLOATS);
        var c3a = zero(FLOATS);
        var c3b = zero(FLOATS);
        var c4a = zero(FLOATS);
        var c4b = zero(FLOATS);
        var c5a = zero(FLOATS);
        var c5b = zero(FLOATS);
        var c6a = zero(FLOATS);
        var c6b = zero(FLOATS);
        var c7a = zero(FLOATS);
        var c7b = zero(FLOATS);
        var c8a = zero(FLOATS);
        var c8b = zero(FLOATS);
        var c9a = zero(FLOATS);
        var c9b = zero(FLOATS);
        var c10a = zero(FLOATS);
        var c10b = zero(FLOATS);
        var c11a = zero(FLOATS);
        var c11b = zero(FLOATS);
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
            var a8 = broadcast(FLOATS, a[p + 8 * STEPS]);
            c8a = FMA ? a8.fma(ba, c8a) : a8.mul(ba).add(c8a);
            c8b = FMA ? a8.fma(bb, c8b) : a8.mul(bb).add(c8b);
            var a9 = broadcast(FLOATS, a[p + 9 * STEPS]);
            c9a = FMA ? a9.fma(ba, c9a) : a9.mul(ba).add(c9a);
            c9b = FMA ? a9.fma(bb, c9b) : a9.mul(bb).add(c9b);
            var a10 = broadcast(FLOATS, a[p + 10 * STEPS]);
            c10a = FMA ? a10.fma(ba, c10a) : a10.mul(ba).add(c10a);
            c10b = FMA ? a10.fma(bb, c10b) : a10.mul(bb).add(c10b);
            var a11 = broadcast(FLOATS, a[p + 11 * STEPS]);
            c11a = FMA ? a11.fma(ba, c11a) : a11.mul(ba).add(c11a);
            c11b = FMA ? a11.fma(bb, c11b) : a11.mul(bb).add(c11b);
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
        outAt += outStride;
        c8a.intoMemorySegment(out, outAt, ORDER);
        c8b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c9a.intoMemorySegment(out, outAt, ORDER);
        c9b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c10a.intoMemorySegment(out, outAt, ORDER);
        c10b.intoMemorySegment(out, outAt + BYTES, ORDER);
        outAt += outStride;
        c11a.intoMemorySegment(out, outAt, ORDER);
        c11b.intoMemorySegment(out, outAt + BYTES, ORDER);
    }

    /** 12 rows, one vector of columns. */
    private static void tile12x1(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment out, long outAt, long outStride) {
        var c0 = zero(FLOATS);
        var c1 = zero(FLOATS);
        var c2 = zero(FLOATS);
        var c3 = zero(FLOATS);
        var c4 = zero(FLOATS);
        var c5 = zero(FLOATS);
        var c6 = zero(FLOATS);
        var c7 = zero(FLOATS);
        var c8 = zero(FLOATS);
        var c9 = zero(FLOATS);
        var c10 = zero(FLOATS);
        var c11 = zero(FLOATS);
        int end = aAt + k;
        for (int p = aAt; p < end; p++) {
            var ba = fromMemorySegment(FLOATS, b, bAt, ORDER);
            var a0 = broadcast(FLOATS, a[p]);
            c0 = FMA ? a0.fma(ba, c0) : a0.mul(ba).add(c0);
            var a1 = broadcast(FLOATS, a[p + STEPS]);
            c1 = FMA ? a1.fma(ba, c1) : a1.mul(ba).add(c1);
            var a2 = broadcast(FLOATS, a[p + 2 * STEPS]);
            c2 = FMA ? a2.fma(ba, c2) : a2.mul(ba).add(c2);
            var a3 = broadcast(FLOATS, a[p + 3 * STEPS]);
            c3 = FMA ? a3.fma(ba, c3) : a3.mul(ba).add(c3);
            var a4 = broadcast(FLOATS, a[p + 4 * STEPS]);
            c4 = FMA ? a4.fma(ba, c4) : a4.mul(ba).add(c4);
            var a5 = broadcast(FLOATS, a[p + 5 * STEPS]);
            c5 = FMA ? a5.fma(ba, c5) : a5.mul(ba).add(c5);
            var a6 = broadcast(FLOATS, a[p + 6 * STEPS]);
            c6 = FMA ? a6.fma(ba, c6) : a6.mul(ba).add(c6);
            var a7 = broadcast(FLOATS, a[p + 7 * STEPS]);
            c7 = FMA ? a7.fma(ba, c7) : a7.mul(ba).add(c7);
            var a8 = broadcast(FLOATS, a[p + 8 * STEPS]);
            c8 = FMA ? a8.fma(ba, c8) : a8.mul(ba).add(c8);
            var a9 = broadcast(FLOATS, a[p + 9 * STEPS]);
            c9 = FMA ? a9.fma(ba, c9) : a9.mul(ba).add(c9);
            var a10 = broadcast(FLOATS, a[p + 10 * STEPS]);
            c10 = FMA ? a10.fma(ba, c10) : a10.mul(ba).add(c10);
            var a11 = broadcast(FLOATS, a[p + 11 * STEPS]);
            c11 = FMA ? a11.fma(ba, c11) : a11.mul(ba).add(c11);
            bAt += bStride;
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
    }

    /** 5 rows, two vectors of columns. */
    private static void tile5x2(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment out, long outAt, long outStride) {
        var c0a = zero(FLOATS);
        var c0b = zero(FLOATS);
        var c1a = zero(FLOATS);
        var c1b = zero(FLOATS);
        var c2a = zero(FLOATS);
        var c2b = zero(FLOATS);
        var c3a = zero(FLOATS);
        var c3b = zero(FLOATS);
        var c4a = zero(FLOATS);
        var c4b = zero(FLOATS);
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

    /** 5 rows, one vector of columns. */
    private static void tile5x1(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment out, long outAt, long outStride) {
        var c0 = zero(FLOATS);
        var c1 = zero(FLOATS);
        var c2 = zero(FLOATS);
        var c3 = zero(FLOATS);
        var c4 = zero(FLOATS);
        int end = aAt + k;
        for (int p = aAt; p < end; p++) {
            var ba = fromMemorySegment(FLOATS, b, bAt, ORDER);
            var a0 = broadcast(FLOATS, a[p]);
            c0 = FMA ? a0.fma(ba, c0) : a0.mul(ba).add(c0);
            var a1 = broadcast(FLOATS, a[p + STEPS]);
            c1 = FMA ? a1.fma(ba, c1) : a1.mul(ba).add(c1);
            var a2 = broadcast(FLOATS, a[p + 2 * STEPS]);
            c2 = FMA ? a2.fma(ba, c2) : a2.mul(ba).add(c2);
            var a3 = broadcast(FLOATS, a[p + 3 * STEPS]);
            c3 = FMA ? a3.fma(ba, c3) : a3.mul(ba).add(c3);
            var a4 = broadcast(FLOATS, a[p + 4 * STEPS]);
            c4 = FMA ? a4.fma(ba, c4) : a4.mul(ba).add(c4);
            bAt += bStride;
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
