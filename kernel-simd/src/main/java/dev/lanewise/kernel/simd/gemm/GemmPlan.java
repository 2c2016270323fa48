package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.gemm.MicroKernel.KC;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.MC;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.MR;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.NR;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.PANEL_ROWS;

import dev.lanewise.kernel.simd.runtime.Operand;

/**
 * How tiles compute a product: where they find B, and how C is cut. Each choice depends on the shape and on the strides
 * of the operands, not on their elements, on the number of threads or on what ran before; so results do not, either,
 * and it can be tested without a product. Refilled for each one, since a product allocates nothing.
 */
final class GemmPlan {
    /** Where tiles find B. */
    enum Source {
        /** Where it is stored: its rows are dense, and either each element is used few times or B stays in the cache. */
        IN_PLACE,
        /** In a {@link SimdPackedMatrix}. */
        PACKED_BEFORE,
        /** In a panel that a chunk packs just before its tiles: no other chunk needs it. */
        PACKED_IN_TIME,
        /** In panels that are packed for the whole block. */
        PACKED_FOR_BLOCK
    }

    /**
     * Most floats in a small B, 256 KiB: it stays in the second-level cache, and need not be packed if it is dense. With
     * one, each panel of A is packed just before its tiles, where the last was, so that it stays in the first-level
     * cache.
     */
    static final int SMALL_B = 1 << 16;

    /** Most steps of k, floats of A and of B that are packed at a time: 4 and 8 MiB, part of a last-level cache. */
    static final int MAX_DEPTH = 2112 / KC * KC;
    static final int MAX_A = 1 << 20;
    static final int MAX_B = 1 << 21;

    /** Most columns of a block whose B is not packed for it, rows of one whose A is not: whole panels of either. */
    static final int UNPACKED = (1 << 30) / (PANEL_ROWS * NR) * (PANEL_ROWS * NR);

    /** Columns of C in a chunk; it has {@link MicroKernel#MC} rows. */
    static final int CHUNK_COLS = 8 * NR;

    /** Chunks of a product from which on they are not made narrower. */
    private static final int ENOUGH_CHUNKS = 16;

    /** Multiplications that a chunk should have at least: four microseconds. */
    private static final int CHUNK_WORK = 1 << 19;

    /** Multiplications that a chunk should have where B is small: a microsecond, three times a hand-over. */
    private static final int SMALL_B_WORK = 1 << 17;

    /** Most rows in a chunk where B is small: 4096 x 5 x 64 gains half from two threads. */
    private static final int SMALL_B_ROWS = 128 * PANEL_ROWS;

    /** Up to so many rows of C it does not pay to pack a B whose rows are dense: each element is used too few times. */
    private static final int DIRECT_ROWS = 8 * MR;

    /**
     * Bytes between rows that fall on two of 64 sets, or on one, in a first-level cache of 32 KiB, and how many rows have
     * room there. Packing such a B is worth 12 % at 784 x 128 x 512; rows 1 KiB apart lose nothing (docs/experiments/126).
     */
    private static final long CROWDED_STRIDE = 2048;
    private static final int CROWD = 16;

    long m;
    long n;
    long k;

    Source source;

    /** Whether B is small, so that each chunk packs its own part of A. */
    boolean smallB;

    /** Whether A's panels are k-major. */
    boolean kMajor;

    /** Rows and columns of a chunk of C. */
    int chunkRows;
    int chunkCols;

    /** Most rows, columns and steps of a block; whole chunks and panels, if it is not the last. */
    long maxRows;
    long maxCols;
    long maxDepth;

    /**
     * Plans {@code C = A B}, m x k by k x n.
     *
     * @param packed whether B's panels are packed already
     */
    void set(long newM, long newN, long newK, Operand a, Operand b, boolean packed) {
        m = newM;
        n = newN;
        k = newK;
        kMajor = Packing.isKMajor(a);
        smallB = k * n <= SMALL_B && n <= SMALL_B && k <= MAX_DEPTH;
        source = packed ? Source.PACKED_BEFORE : source(b);
        if (smallB) {
            chunkRows = smallBRows();
            chunkCols = (int) n;
            maxRows = UNPACKED;
            maxCols = n;
            maxDepth = Math.max(1, k);
        } else {
            chunkRows = MC;
            chunkCols = chunkCols();
            maxDepth = Math.clamp(k, 1, MAX_DEPTH);
            maxCols = source == Source.PACKED_FOR_BLOCK ? Math.max(NR, MAX_B / maxDepth / NR * NR) : UNPACKED;
            maxRows = Math.max(1, MAX_A / (Math.ceilDiv(maxDepth, KC) * KC) / MC) * MC;
        }
    }

    /** Plans the panels of B alone: a block without rows. */
    void setPanels(long newN, long newK) {
        m = 0;
        n = newN;
        k = newK;
        smallB = false;
        source = Source.PACKED_FOR_BLOCK;
    }

    private Source source(Operand b) {
        if (b.colStride() == 1 && (m <= DIRECT_ROWS || k * n <= SMALL_B && !isCrowded(b)))
            return Source.IN_PLACE;
        return !smallB && m <= MC ? Source.PACKED_IN_TIME : Source.PACKED_FOR_BLOCK;
    }

    /** Whether the rows of B, where it is stored, drive each other out of the first-level cache that is to keep them. */
    private boolean isCrowded(Operand b) {
        return MicroKernel.B_IN_L1 && k > CROWD && Long.lowestOneBit(b.rowStride() * Float.BYTES) >= CROWDED_STRIDE;
    }

    private int smallBRows() {
        // Division takes a tenth of a product of 16 x 16 x 16.
        if (m * n * k <= SMALL_B_WORK)
            return SMALL_B_ROWS;
        // Not many more chunks than any machine has threads.
        long rows = Math.max(SMALL_B_WORK / (k * n), m / 256);
        return Math.ceilDiv((int) Math.min(rows, SMALL_B_ROWS), PANEL_ROWS) * PANEL_ROWS;
    }

    private int chunkCols() {
        int cols = CHUNK_COLS;
        while (Math.ceilDiv(m, MC) * Math.ceilDiv(n, cols) < ENOUGH_CHUNKS && cols > NR
                && Math.min(m, MC) * cols / 2 * k >= CHUNK_WORK)
            cols /= 2;
        return cols;
    }
}
