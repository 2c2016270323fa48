package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.broadcast;
import static dev.lanewise.kernel.simd.Lanes.fma;
import static dev.lanewise.kernel.simd.Lanes.load;
import static dev.lanewise.kernel.simd.Lanes.store;

import java.lang.foreign.MemorySegment;

/**
 * The innermost loop of a product: a tile of C that stays in registers while a panel of A and a panel of B pass by. It only
 * stores the tile to scratch; what becomes of it there is the matter of {@link TileMerge}, so that this method is the same for
 * every product. Each accumulator is a local variable of its own: arrays and helpers would box it.
 *
 * <p>A's panel is a {@code float[]}, since a method with many scalar loads from a segment is given up by the C1 compiler and
 * then never reaches C2.
 */
final class MicroKernel {
    /**
     * Rows of a tile. With 32 registers 12 rows of two vectors take 24 accumulators, two vectors of B and one of A; 14 rows
     * spill. With 16 registers 6 rows take 12, two and one.
     */
    static final int ROWS = Platform.vectorRegisters() >= 32 ? 12 : 6;

    /** Columns of a tile: two vectors, so that each broadcast of A serves two multiplications. */
    static final int COLS = 2 * Lanes.COUNT;

    /** Bytes from one row of a tile to the next. */
    static final int ROW_BYTES = COLS * Float.BYTES;

    private MicroKernel() {}

    /**
     * Computes a tile: {@code tile = A B}, k deep.
     *
     * @param a panel of A: {@link #ROWS} floats for each step of k, from {@code aAt} on
     * @param b rows of B, {@code bStride} bytes apart, from byte {@code bAt} on
     * @param narrow whether only the first vector of columns is wanted
     * @param tile ROWS x COLS, dense
     */
    static void tile(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k, boolean narrow,
            MemorySegment tile) {
        if (ROWS == 12) {
            if (narrow)
                tile12x1(a, aAt, b, bAt, bStride, k, tile);
            else
                tile12x2(a, aAt, b, bAt, bStride, k, tile);
        } else if (narrow)
            tile6x1(a, aAt, b, bAt, bStride, k, tile);
        else
            tile6x2(a, aAt, b, bAt, bStride, k, tile);
    }

    /** 12 rows, two vectors of columns. */
    private static void tile12x2(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment tile) {
        var c0a = broadcast(0f);
        var c0b = broadcast(0f);
        var c1a = broadcast(0f);
        var c1b = broadcast(0f);
        var c2a = broadcast(0f);
        var c2b = broadcast(0f);
        var c3a = broadcast(0f);
        var c3b = broadcast(0f);
        var c4a = broadcast(0f);
        var c4b = broadcast(0f);
        var c5a = broadcast(0f);
        var c5b = broadcast(0f);
        var c6a = broadcast(0f);
        var c6b = broadcast(0f);
        var c7a = broadcast(0f);
        var c7b = broadcast(0f);
        var c8a = broadcast(0f);
        var c8b = broadcast(0f);
        var c9a = broadcast(0f);
        var c9b = broadcast(0f);
        var c10a = broadcast(0f);
        var c10b = broadcast(0f);
        var c11a = broadcast(0f);
        var c11b = broadcast(0f);
        int end = aAt + k * 12;
        for (int p = aAt; p < end; p += 12) {
            var ba = load(b, bAt);
            var bb = load(b, bAt + BYTES);
            var a0 = broadcast(a[p]);
            c0a = fma(a0, ba, c0a);
            c0b = fma(a0, bb, c0b);
            var a1 = broadcast(a[p + 1]);
            c1a = fma(a1, ba, c1a);
            c1b = fma(a1, bb, c1b);
            var a2 = broadcast(a[p + 2]);
            c2a = fma(a2, ba, c2a);
            c2b = fma(a2, bb, c2b);
            var a3 = broadcast(a[p + 3]);
            c3a = fma(a3, ba, c3a);
            c3b = fma(a3, bb, c3b);
            var a4 = broadcast(a[p + 4]);
            c4a = fma(a4, ba, c4a);
            c4b = fma(a4, bb, c4b);
            var a5 = broadcast(a[p + 5]);
            c5a = fma(a5, ba, c5a);
            c5b = fma(a5, bb, c5b);
            var a6 = broadcast(a[p + 6]);
            c6a = fma(a6, ba, c6a);
            c6b = fma(a6, bb, c6b);
            var a7 = broadcast(a[p + 7]);
            c7a = fma(a7, ba, c7a);
            c7b = fma(a7, bb, c7b);
            var a8 = broadcast(a[p + 8]);
            c8a = fma(a8, ba, c8a);
            c8b = fma(a8, bb, c8b);
            var a9 = broadcast(a[p + 9]);
            c9a = fma(a9, ba, c9a);
            c9b = fma(a9, bb, c9b);
            var a10 = broadcast(a[p + 10]);
            c10a = fma(a10, ba, c10a);
            c10b = fma(a10, bb, c10b);
            var a11 = broadcast(a[p + 11]);
            c11a = fma(a11, ba, c11a);
            c11b = fma(a11, bb, c11b);
            bAt += bStride;
        }
        store(c0a, tile, 0);
        store(c0b, tile, BYTES);
        store(c1a, tile, 2 * BYTES);
        store(c1b, tile, 3 * BYTES);
        store(c2a, tile, 4 * BYTES);
        store(c2b, tile, 5 * BYTES);
        store(c3a, tile, 6 * BYTES);
        store(c3b, tile, 7 * BYTES);
        store(c4a, tile, 8 * BYTES);
        store(c4b, tile, 9 * BYTES);
        store(c5a, tile, 10 * BYTES);
        store(c5b, tile, 11 * BYTES);
        store(c6a, tile, 12 * BYTES);
        store(c6b, tile, 13 * BYTES);
        store(c7a, tile, 14 * BYTES);
        store(c7b, tile, 15 * BYTES);
        store(c8a, tile, 16 * BYTES);
        store(c8b, tile, 17 * BYTES);
        store(c9a, tile, 18 * BYTES);
        store(c9b, tile, 19 * BYTES);
        store(c10a, tile, 20 * BYTES);
        store(c10b, tile, 21 * BYTES);
        store(c11a, tile, 22 * BYTES);
        store(c11b, tile, 23 * BYTES);
    }

    /** 12 rows, one vector of columns. */
    private static void tile12x1(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment tile) {
        var c0 = broadcast(0f);
        var c1 = broadcast(0f);
        var c2 = broadcast(0f);
        var c3 = broadcast(0f);
        var c4 = broadcast(0f);
        var c5 = broadcast(0f);
        var c6 = broadcast(0f);
        var c7 = broadcast(0f);
        var c8 = broadcast(0f);
        var c9 = broadcast(0f);
        var c10 = broadcast(0f);
        var c11 = broadcast(0f);
        int end = aAt + k * 12;
        for (int p = aAt; p < end; p += 12) {
            var ba = load(b, bAt);
            c0 = fma(broadcast(a[p]), ba, c0);
            c1 = fma(broadcast(a[p + 1]), ba, c1);
            c2 = fma(broadcast(a[p + 2]), ba, c2);
            c3 = fma(broadcast(a[p + 3]), ba, c3);
            c4 = fma(broadcast(a[p + 4]), ba, c4);
            c5 = fma(broadcast(a[p + 5]), ba, c5);
            c6 = fma(broadcast(a[p + 6]), ba, c6);
            c7 = fma(broadcast(a[p + 7]), ba, c7);
            c8 = fma(broadcast(a[p + 8]), ba, c8);
            c9 = fma(broadcast(a[p + 9]), ba, c9);
            c10 = fma(broadcast(a[p + 10]), ba, c10);
            c11 = fma(broadcast(a[p + 11]), ba, c11);
            bAt += bStride;
        }
        store(c0, tile, 0);
        store(c1, tile, 2 * BYTES);
        store(c2, tile, 4 * BYTES);
        store(c3, tile, 6 * BYTES);
        store(c4, tile, 8 * BYTES);
        store(c5, tile, 10 * BYTES);
        store(c6, tile, 12 * BYTES);
        store(c7, tile, 14 * BYTES);
        store(c8, tile, 16 * BYTES);
        store(c9, tile, 18 * BYTES);
        store(c10, tile, 20 * BYTES);
        store(c11, tile, 22 * BYTES);
    }

    /** 6 rows, two vectors of columns. */
    private static void tile6x2(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment tile) {
        var c0a = broadcast(0f);
        var c0b = broadcast(0f);
        var c1a = broadcast(0f);
        var c1b = broadcast(0f);
        var c2a = broadcast(0f);
        var c2b = broadcast(0f);
        var c3a = broadcast(0f);
        var c3b = broadcast(0f);
        var c4a = broadcast(0f);
        var c4b = broadcast(0f);
        var c5a = broadcast(0f);
        var c5b = broadcast(0f);
        int end = aAt + k * 6;
        for (int p = aAt; p < end; p += 6) {
            var ba = load(b, bAt);
            var bb = load(b, bAt + BYTES);
            var a0 = broadcast(a[p]);
            c0a = fma(a0, ba, c0a);
            c0b = fma(a0, bb, c0b);
            var a1 = broadcast(a[p + 1]);
            c1a = fma(a1, ba, c1a);
            c1b = fma(a1, bb, c1b);
            var a2 = broadcast(a[p + 2]);
            c2a = fma(a2, ba, c2a);
            c2b = fma(a2, bb, c2b);
            var a3 = broadcast(a[p + 3]);
            c3a = fma(a3, ba, c3a);
            c3b = fma(a3, bb, c3b);
            var a4 = broadcast(a[p + 4]);
            c4a = fma(a4, ba, c4a);
            c4b = fma(a4, bb, c4b);
            var a5 = broadcast(a[p + 5]);
            c5a = fma(a5, ba, c5a);
            c5b = fma(a5, bb, c5b);
            bAt += bStride;
        }
        store(c0a, tile, 0);
        store(c0b, tile, BYTES);
        store(c1a, tile, 2 * BYTES);
        store(c1b, tile, 3 * BYTES);
        store(c2a, tile, 4 * BYTES);
        store(c2b, tile, 5 * BYTES);
        store(c3a, tile, 6 * BYTES);
        store(c3b, tile, 7 * BYTES);
        store(c4a, tile, 8 * BYTES);
        store(c4b, tile, 9 * BYTES);
        store(c5a, tile, 10 * BYTES);
        store(c5b, tile, 11 * BYTES);
    }

    /** 6 rows, one vector of columns. */
    private static void tile6x1(float[] a, int aAt, MemorySegment b, long bAt, long bStride, int k,
            MemorySegment tile) {
        var c0 = broadcast(0f);
        var c1 = broadcast(0f);
        var c2 = broadcast(0f);
        var c3 = broadcast(0f);
        var c4 = broadcast(0f);
        var c5 = broadcast(0f);
        int end = aAt + k * 6;
        for (int p = aAt; p < end; p += 6) {
            var ba = load(b, bAt);
            c0 = fma(broadcast(a[p]), ba, c0);
            c1 = fma(broadcast(a[p + 1]), ba, c1);
            c2 = fma(broadcast(a[p + 2]), ba, c2);
            c3 = fma(broadcast(a[p + 3]), ba, c3);
            c4 = fma(broadcast(a[p + 4]), ba, c4);
            c5 = fma(broadcast(a[p + 5]), ba, c5);
            bAt += bStride;
        }
        store(c0, tile, 0);
        store(c1, tile, 2 * BYTES);
        store(c2, tile, 4 * BYTES);
        store(c3, tile, 6 * BYTES);
        store(c4, tile, 8 * BYTES);
        store(c5, tile, 10 * BYTES);
    }
}
