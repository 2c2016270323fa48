package dev.lanewise.kernel.simd;

import java.lang.foreign.MemorySegment;

/**
 * The innermost loop of a product: a tile of C that stays in registers while a panel of A and a panel of B pass by.
 * It starts from what it finds in memory (zeros, a row of biases, C itself) and stores the tile, to C if it can be
 * stored as it is, else to scratch, where {@link TileMerge} fetches it; so this method is the same for every
 * product. Each accumulator is a local variable of its own: arrays and helpers would box it.
 *
 * <p>A's panel is a {@code float[]}, since a method with many scalar loads from a segment is given up by the C1
 * compiler and then never reaches C2. It holds {@link #PANEL_ROWS} rows in one of two orders, each of which is a
 * plain copy of some matrix: row by row, {@link #STEPS} floats apart, or step by step, {@link #LINE} floats apart. The
 * distances are constants, so that one index reads all rows; with distances in variables the loop was 8 % slower.
 *
 * <p>Most loops compute B's address from the step instead of moving it along: where products of small depth came first,
 * C2 took the loop for a short one, kept the moving address in a vector register, and it ran at half speed from then
 * on. Only {@link EightRows#ofRows} and {@link FiveRows#wideOfRows} never did, and move it: 3 % of a small product.
 */
final class MicroKernel {
    /**
     * Rows of a tile. With 32 registers 8 rows of two vectors run at the ceiling as 12 do, and 8 divides the sizes that
     * people choose. With 16 registers five rows take 10, two and one: 94 GFLOP/s, where six rows spilled (48) and
     * four left the units idle (77).
     */
    static final int ROWS = Platform.vectorRegisters() >= 32 ? 8 : 5;

    /** Rows of a narrow tile, which has one vector of columns. */
    static final int NARROW_ROWS = ROWS == 8 ? 16 : ROWS;

    /** Columns of a tile: two vectors, so that each broadcast of A serves two multiplications. */
    static final int COLS = 2 * Lanes.COUNT;

    /** Bytes from one row of a tile to the next. */
    static final int ROW_BYTES = COLS * Float.BYTES;

    /**
     * Most steps of k that a tile takes at once, and the distance between rows in a panel of A. An odd number of
     * cache lines, so that the rows fall on different cache sets.
     */
    static final int STEPS = 528;

    /** Floats of one step in a panel of A that lies step by step: a cache line. */
    static final int LINE = 16;

    /** Rows in a panel of A: as many as make whole tiles of a line. */
    static final int PANEL_ROWS = LINE / ROWS * ROWS;

    private MicroKernel() {}

    /**
     * Computes a tile: {@code out = from + A B}, k deep.
     *
     * @param a panels of A
     * @param aAt index of the tile's first element
     * @param bySteps whether A lies step by step
     * @param b rows of B, {@code bStride} bytes apart, from byte {@code bAt} on
     * @param narrow whether the tile has one vector of columns and {@link #NARROW_ROWS} rows
     * @param from what to start from, rows {@code fromStride} bytes apart, from byte {@code fromAt} on
     * @param out takes all rows of the tile, {@code outStride} bytes apart, from byte {@code outAt} on; may be from
     */
    static void tile(float[] a, int aAt, boolean bySteps, MemorySegment b, long bAt, long bStride, int k,
            boolean narrow, MemorySegment from, long fromAt, long fromStride, MemorySegment out, long outAt,
            long outStride) {
        if (ROWS == 8) {
            if (narrow) {
                if (bySteps)
                    SixteenRows.ofSteps(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
                else
                    SixteenRows.ofRows(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
            } else if (bySteps)
                EightRows.ofSteps(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
            else
                EightRows.ofRows(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
        } else if (narrow) {
            if (bySteps)
                FiveRows.narrowOfSteps(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
            else
                FiveRows.narrowOfRows(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
        } else if (bySteps)
            FiveRows.wideOfSteps(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
        else
            FiveRows.wideOfRows(a, aAt, b, bAt, bStride, k, from, fromAt, fromStride, out, outAt, outStride);
    }
}
