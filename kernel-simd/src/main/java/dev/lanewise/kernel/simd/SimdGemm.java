package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.MicroKernel.COLS;
import static dev.lanewise.kernel.simd.MicroKernel.ROWS;
import static dev.lanewise.kernel.simd.MicroKernel.ROW_BYTES;
import static dev.lanewise.kernel.simd.MicroKernel.STEPS;

import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * Matrix products by packed panels and register tiles (Goto and van de Geijn, "Anatomy of High-Performance Matrix
 * Multiplication", 2008). Both factors are packed by all threads, then the tiles of C are dealt out; a tile's sum
 * runs over k in one order, whoever computes it.
 */
final class SimdGemm {
    /** Most steps of k, floats of A and of B that are packed at a time: 4 and 16 MiB, about a last-level cache. */
    private static final int MAX_DEPTH = 8 * STEPS;
    private static final int MAX_A = 1 << 20;
    private static final int MAX_B = 1 << 22;
    private static final int PANEL_OF_A = ROWS * STEPS;

    /** Rows and columns of C in a chunk: A's part (180 KiB at a depth of 384) stays in the second-level cache. */
    private static final int CHUNK_ROWS = 120 / ROWS * ROWS;
    private static final int CHUNK_COLS = 8 * COLS;

    /** Multiplications that a chunk should have at least: some ten microseconds. */
    private static final long CHUNK_WORK = 1 << 19;

    /** Up to so many rows of C it does not pay to pack a B whose rows are dense: each element is used too few times. */
    private static final int DIRECT_ROWS = 2 * ROWS;

    /** A dense B up to this many floats (64 KiB) need not be packed either: it stays in the cache as it is. */
    private static final int DIRECT_B = 1 << 14;

    private final Workers workers;
    private final Operand a = new Operand();
    private final Operand b = new Operand();
    private final Operand sums = new Operand();
    private final TileMerge merge = new TileMerge();
    private final Job packJob = new PackJob();
    private final Job tileJob = new TileJob();
    private float[] aPanels = {};
    private MemorySegment ownPanels = Scratch.allocate(COLS);
    private MemorySegment partialSums = Scratch.allocate(COLS);

    private long m;
    private long n;
    private long k;
    private boolean direct;
    private boolean packed;

    /** The block that is being worked on: rows i0.., columns j0.., steps p0.. */
    private long i0;
    private long j0;
    private long p0;
    private int height;
    private int width;
    private int depth;

    /**
     * The depth is cut into blocks of {@code steps}, which may be fewer than STEPS, so that the last is not much
     * smaller.
     */
    private int stepBlocks;
    private int steps;
    private MemorySegment bPanels;
    private int chunkRows;
    private int chunkCols;

    SimdGemm(Workers workers) { this.workers = workers; }

    /** {@code C = epilogue(alpha A B + beta C)}; {@code panels} are those of B, or null if it is not packed. */
    void run(double alpha, View left, View right, SimdPackedMatrix panels, double beta, View c, Epilogue epilogue) {
        a.set(left);
        b.set(right);
        merge.c().set(c);
        packed = panels != null;
        bPanels = packed ? panels.memory() : null;
        start(alpha, left, right, beta, epilogue);
        if (epilogue.columnSums() != null)
            combineSums(epilogue.columnSums());
    }

    /** Product {@code (p, q)} of a batch. */
    void run(double alpha, View left, View right, double beta, View c, long p, long q) {
        a.set(left, p, q);
        b.set(right, p, q);
        merge.c().set(c, p, q);
        packed = false;
        start(alpha, left, right, beta, Epilogue.NONE);
    }

    /** Fills the panels of a packed matrix. */
    void pack(SimdPackedMatrix matrix) {
        b.set(matrix.source());
        packed = false;
        direct = false;
        m = 0;
        n = matrix.cols();
        k = matrix.rows();
        bPanels = matrix.memory();
        i0 = 0;
        j0 = 0;
        p0 = 0;
        height = 0;
        width = Math.toIntExact(n);
        depth = Math.toIntExact(k);
        workers.run(packJob, packChunks());
    }

    private void start(double alpha, View left, View right, double beta, Epilogue epilogue) {
        m = left.rows();
        n = right.cols();
        // Neither factor is read then.
        k = alpha == 0 ? 0 : left.cols();
        merge.set(alpha, beta, epilogue);
        direct = !packed && b.colStride() == 1 && (m <= DIRECT_ROWS || k * n <= DIRECT_B);
        chooseChunks();
        if (epilogue.columnSums() != null) {
            long stride = Math.ceilDiv(n, COLS) * COLS;
            partialSums = Scratch.grown(partialSums, Math.max(1, Math.ceilDiv(m, chunkRows)) * stride);
            merge.setSums(partialSums, stride, chunkRows);
        }
        long maxDepth = Math.clamp(k, 1, MAX_DEPTH);
        long maxCols = packed || direct ? Math.max(n, 1) : Math.max(COLS, MAX_B / maxDepth / COLS * COLS);
        long rowFloats = Math.ceilDiv(maxDepth, STEPS) * STEPS;
        long maxRows = Math.max(1, MAX_A / rowFloats / chunkRows) * chunkRows;
        for (j0 = 0; j0 < n; j0 += maxCols)
            for (p0 = 0; p0 == 0 || p0 < k; p0 += maxDepth)
                for (i0 = 0; i0 < m; i0 += maxRows) {
                    height = (int) Math.min(maxRows, m - i0);
                    width = (int) Math.min(maxCols, n - j0);
                    depth = (int) Math.min(maxDepth, k - p0);
                    block();
                }
    }

    /** Chunks of C, by shape alone: smaller ones where there would be too few to go round. */
    private void chooseChunks() {
        chunkRows = CHUNK_ROWS;
        chunkCols = CHUNK_COLS;
        while (Math.ceilDiv(m, chunkRows) * Math.ceilDiv(n, chunkCols) < 16 && chunkCols > COLS
                && chunkRows * (long) chunkCols / 2 * k >= CHUNK_WORK)
            chunkCols /= 2;
        if (m * n * k <= CHUNK_WORK) {
            chunkRows = MAX_A / PANEL_OF_A * ROWS;
            chunkCols = Math.toIntExact(Math.ceilDiv(Math.max(n, 1), COLS) * COLS);
        }
    }

    private void block() {
        stepBlocks = Math.max(1, Math.ceilDiv(depth, STEPS));
        steps = Math.ceilDiv(depth, stepBlocks);
        int rowPanels = Math.ceilDiv(height, ROWS);
        if (aPanels.length < rowPanels * stepBlocks * PANEL_OF_A)
            aPanels = new float[rowPanels * stepBlocks * PANEL_OF_A];
        if (!packed) {
            ownPanels = Scratch.grown(ownPanels, (long) bPanelCount() * COLS * depth);
            bPanels = ownPanels;
        }
        if (depth > 0)
            workers.run(packJob, packChunks());
        workers.run(tileJob, Math.ceilDiv(height, chunkRows) * Math.ceilDiv(width, chunkCols));
    }

    /** Panels of B that have to be packed: of a B that is read in place only one that does not fill whole vectors. */
    private int bPanelCount() {
        if (packed || i0 > 0)
            return 0;
        return direct ? (width % Lanes.COUNT == 0 ? 0 : 1) : Math.ceilDiv(width, COLS);
    }

    private int aPanelCount() { return Math.ceilDiv(height, ROWS); }

    /** Where the panel of A lies that belongs to row {@code i} and a block of steps. */
    private int panelOfA(int i, int block) {
        return (i / ROWS * stepBlocks + block) * PANEL_OF_A;
    }

    private int stepsOf(int block) { return Math.min(steps, depth - block * steps); }

    private int packChunks() {
        long floats = (long) depth * (aPanelCount() * ROWS + bPanelCount() * COLS);
        return floats <= Job.CHUNK ? 1 : aPanelCount() + bPanelCount();
    }

    private void combineSums(View columnSums) {
        long stride = Math.ceilDiv(n, COLS) * COLS;
        int blocks = Math.toIntExact(Math.ceilDiv(m, chunkRows));
        for (long v = 0; v < stride * Float.BYTES; v += Lanes.BYTES)
            SimdColumns.sum(partialSums, v, stride * Float.BYTES, blocks, partialSums, v);
        sums.set(columnSums);
        for (long j = 0; j < n; j += COLS)
            Staging.scatterRow(partialSums, j * Float.BYTES, sums, 0, j, (int) Math.min(COLS, n - j));
    }

    /** Packs one panel of A or B in each chunk, or all of them if they are small. */
    private final class PackJob extends Job {
        @Override
        void run(int chunk, Scratch scratch) {
            int panels = aPanelCount() + bPanelCount();
            int end = packChunks() == 1 ? panels : chunk + 1;
            for (int panel = chunk; panel < end; panel++)
                if (panel < aPanelCount())
                    packA(panel, scratch);
                else
                    packB(panel - aPanelCount(), scratch);
        }

        private void packA(int panel, Scratch scratch) {
            int i = panel * ROWS;
            for (int block = 0; block < stepBlocks; block++)
                Packing.panelOfA(a, i0 + i, p0 + block * steps, Math.min(ROWS, height - i), stepsOf(block), aPanels,
                        panelOfA(i, block), scratch);
        }

        private void packB(int panel, Scratch scratch) {
            int j = direct ? width / COLS * COLS : panel * COLS;
            Packing.panelOfB(b, p0, j0 + j, Math.min(COLS, width - j), depth, bPanels,
                    (long) panel * depth * ROW_BYTES, scratch);
        }
    }

    /** Computes one chunk of C, over the whole depth of the block. */
    private final class TileJob extends Job {
        @Override
        void run(int chunk, Scratch scratch) {
            int across = Math.ceilDiv(width, chunkCols);
            int top = chunk / across * chunkRows;
            int left = chunk % across * chunkCols;
            int bottom = Math.min(top + chunkRows, height);
            int right = Math.min(left + chunkCols, width);
            for (int block = 0; block < stepBlocks; block++)
                for (int j = left; j < right; j += COLS)
                    column(top, bottom, j, block, scratch);
        }

        /** A column of tiles: they share a panel of B. */
        private void column(int top, int bottom, int j, int block, Scratch scratch) {
            int p = block * steps;
            int count = stepsOf(block);
            int cols = Math.min(COLS, width - j);
            boolean inPlace = direct && cols % Lanes.COUNT == 0;
            var bs = inPlace ? b.segment() : bPanels;
            long bStride = inPlace ? b.rowStride() * Float.BYTES : ROW_BYTES;
            long bAt = inPlace ? b.at(p0 + p, j0 + j) * Float.BYTES : panelAt(j, p);
            boolean narrow = cols <= Lanes.COUNT;
            boolean first = p0 + p == 0;
            boolean last = p0 + p + count >= k;
            var c = merge.c();
            boolean plain = cols % Lanes.COUNT == 0 && merge.isPlain(first, last);
            for (int i = top; i < bottom; i += ROWS) {
                int a = panelOfA(i, block);
                if (plain && height - i >= ROWS)
                    MicroKernel.tile(aPanels, a, bs, bAt, bStride, count, narrow, c.segment(),
                            c.at(i0 + i, j0 + j) * Float.BYTES, c.rowStride() * Float.BYTES);
                else {
                    MicroKernel.tile(aPanels, a, bs, bAt, bStride, count, narrow, scratch.tile, 0, ROW_BYTES);
                    merge.merge(scratch, i0 + i, j0 + j, Math.min(ROWS, height - i), cols, first, last);
                }
            }
        }

        /** Byte position of step {@code p} in the panel of B that column {@code j} belongs to. */
        private long panelAt(int j, int p) {
            if (packed)
                return (j / COLS * k + p0 + p) * ROW_BYTES;
            return ((direct ? 0 : (long) j / COLS) * depth + p) * ROW_BYTES;
        }
    }
}
