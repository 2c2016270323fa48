package dev.lanewise.kernel.simd.gemm;

import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Platform;

import java.lang.foreign.MemorySegment;

/**
 * The innermost loop of a product: a tile of C that stays in registers while a panel of A and a panel of B are read.
 * It starts from what it finds in memory (zeros, a row of biases, C itself) and stores the tile, to C if it can be
 * stored as it is, else to scratch, where {@link EdgeTile} fetches it; so this method is the same for every
 * product. Each accumulator is a local variable of its own: arrays and helpers would box it.
 *
 * <p>A's panel is a {@code float[]}, since a method with many scalar loads from a segment is given up by the C1
 * compiler and then never reaches C2. It holds {@link #PANEL_ROWS} rows in one of two orders, each of which is a
 * plain copy of some matrix: row-major, rows {@link #KC} floats apart, or k-major, steps {@link #LINE} floats apart. The
 * distances are constants, so that one index reads all rows; with distances in variables the loop was 8 % slower.
 *
 * <p>The tiles are classes made from {@code src/main/kernels/Tile.java.in}: {@code Tile8x2} has eight rows of two
 * vectors. With 32 registers most loops compute B's address from the step instead of moving it along: where products of
 * small depth came first, C2 took the loop for a short one, kept the moving address in a vector register, and it ran at
 * half speed from then on. With 16 registers the order in which C2 loads decides: it puts loads as early as their block
 * of instructions allows, and one vector too many that waits for its multiplication moves an accumulator to memory,
 * which halves the speed. The bounds checks of B end a block at each step, and so keep the loads of the next one
 * behind them: a loop without them, or one that C2 unrolls, spills. Two steps in a turn share what a turn costs.
 */
public final class MicroKernel {
    private static final boolean WIDE = Platform.vectorRegisters() >= 32;

    /**
     * Rows of a tile. With 32 registers 8 rows of two vectors run at the ceiling as 12 do, and 8 divides the sizes that
     * people choose. With 16 registers six rows fill them, with two vectors of B and two elements of A: 109 of 110
     * GFLOP/s, where five rows reached 94 to 105.
     */
    public static final int MR = WIDE ? 8 : 6;

    /** Rows of a narrow tile, which has one vector of columns. */
    static final int MR_NARROW = WIDE ? 16 : 12;

    /** Rows of the last tiles of a panel with 16 registers, so that 4, 8 and 10 rows are whole tiles, too. */
    private static final int MR_LAST = 4;

    /** Columns of a tile: two vectors, so that each broadcast of A serves two multiplications. */
    public static final int NR = 2 * Lanes.COUNT;

    /** Bytes from one row of a tile to the next. */
    static final int ROW_BYTES = NR * Float.BYTES;

    /**
     * Most steps of k that a tile takes at once, and the distance between rows in a panel of A. An odd number of
     * cache lines, so that the rows fall on different cache sets. With 512-bit vectors a panel of B is 66 KiB, which
     * comes from the second-level cache (docs/experiments/013); with 256-bit ones 17 KiB, half of a first-level cache
     * of 32 KiB (117).
     */
    static final int KC = WIDE ? 528 : 272;

    /** Whether the first-level cache is to keep a panel of B. */
    static final boolean B_IN_L1 = !WIDE;

    /** Rows in a panel of A, and floats of one step in a k-major one: whole vectors, and a multiple of any tile's rows. */
    static final int PANEL_ROWS = WIDE ? 16 : 24;
    static final int LINE = PANEL_ROWS;

    /** Rows of C in a chunk: A's part of one slice, 528 or 255 KiB, stays in the second-level cache. */
    static final int MC = WIDE ? 256 : 240;

    private MicroKernel() {}

    /**
     * Computes a tile: {@code out = from + A B}, k deep.
     *
     * @param a panels of A
     * @param aAt index of the tile's first element
     * @param kMajor whether A's panel is k-major
     * @param b rows of B, {@code bStride} bytes apart, from byte {@code bAt} on
     * @param narrow whether the tile has one vector of columns and {@link #MR_NARROW} rows
     * @param rows of the tile, as {@link #rows} says
     * @param from what to start from, rows {@code fromStride} bytes apart, from byte {@code fromAt} on
     * @param out takes all rows of the tile, {@code outStride} bytes apart, from byte {@code outAt} on; may be from
     */
    static void tile(float[] a, int aAt, boolean kMajor, MemorySegment b, long bAt, long bStride, int k,
            boolean narrow, int rows, MemorySegment from, long fromAt, long fromStride, MemorySegment out, long outAt,
            long outStride) {
        if (WIDE) {
            if (narrow) {
                if (kMajor)
                    Tile16x1.kMajor(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
                else
                    Tile16x1.rowMajor(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
            } else if (kMajor)
                Tile8x2.kMajor(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
            else
                Tile8x2.rowMajor(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
        } else if (narrow) {
            if (kMajor)
                Tile12x1.kMajor(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
            else
                Tile12x1.rowMajor(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
        } else if (rows == MR_LAST) {
            if (kMajor)
                Tile4x2.kMajor(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
            else
                Tile4x2.rowMajor(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
        } else if (kMajor)
            Tile6x2.kMajor(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
        else
            Tile6x2.rowMajor(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
    }

    /** Rows of the next tile, where so many rows of a panel are left. */
    static int rows(int left, boolean narrow) {
        if (narrow)
            return MR_NARROW;
        return WIDE || left > 8 || left == 5 || left == 6 ? MR : MR_LAST;
    }

    /** How many of so many rows, from the first of a panel on, are in whole tiles. */
    static int wholeRows(int count, boolean narrow) {
        int whole = count / PANEL_ROWS * PANEL_ROWS;
        for (int rows = rows(count - whole, narrow); rows <= count - whole; rows = rows(count - whole, narrow))
            whole += rows;
        return whole;
    }
}
