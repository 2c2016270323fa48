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
 * behind them: a loop without them, or one that C2 unrolls, spills. Two steps in a turn share what a turn costs. An odd
 * step comes first, and the loop ends at an index that it meets: so neither k nor a step's length stays in a register,
 * and the index need not live in memory, which took 4 to 8 % (docs/experiments/129).
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
     * cache lines, so that the rows fall on different cache sets. So deep, a panel of B, 66 KiB with 512-bit vectors and
     * 33 KiB with 256-bit ones, comes from the second-level cache, in the order of memory, and C is read and written
     * half as often as with panels for the first (docs/experiments/013, 128).
     */
    static final int KC = 528;

    /** Whether the first-level cache is to keep a panel of a small B. */
    static final boolean B_IN_L1 = !WIDE;

    /** Rows in a panel of A, a multiple of any tile's. */
    static final int PANEL_ROWS = WIDE ? 16 : 24;

    /**
     * Rows side by side in a k-major panel: as many as a narrow tile has. A panel of 24 rows is two of 12, so that the
     * first-level cache is filled with what two tiles read, not four (docs/experiments/128).
     */
    static final int LINE = MR_NARROW;

    /** Rows of C in a chunk: A's part of one slice, 528 or 495 KiB, is in the second-level cache or on its way there. */
    static final int MC = WIDE ? 256 : 240;

    /**
     * Rows of a chunk that meet one panel of B before they meet the next. With 32 registers all of them. With 16 two
     * tiles: their rows of A, 25 KiB, stay in a first-level cache of 32 KiB, while panels of B and lines of C follow each
     * other in memory, as prefetchers expect; with 32 registers that was 2 to 4 % slower (docs/experiments/128).
     */
    static final int PASS_ROWS = WIDE ? MC : LINE;

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

    /** Index of a row's first element in a panel. */
    static int rowAt(int row, boolean kMajor) {
        return kMajor ? row / LINE * LINE * KC + row % LINE : row * KC;
    }

    /** Rows of the next tile, where so many rows of a line are left. */
    static int rows(int left, boolean narrow) {
        if (narrow)
            return MR_NARROW;
        return WIDE || left > 8 || left == 5 || left == 6 ? MR : MR_LAST;
    }

    /** How many of so many rows, from the first of a panel on, are in whole tiles. */
    static int wholeRows(int count, boolean narrow) {
        int whole = count / LINE * LINE;
        for (int rows = rows(count - whole, narrow); rows <= count - whole; rows = rows(count - whole, narrow))
            whole += rows;
        return whole;
    }
}
