package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.MicroKernel.COLS;
import static dev.lanewise.kernel.simd.MicroKernel.LINE;
import static dev.lanewise.kernel.simd.MicroKernel.NARROW_ROWS;
import static dev.lanewise.kernel.simd.MicroKernel.PANEL_ROWS;
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
    /** Most steps of k, floats of A and of B that are packed at a time: 4 and 8 MiB, part of a last-level cache. */
    private static final int MAX_DEPTH = 4 * STEPS;
    private static final int MAX_A = 1 << 20;
    private static final int MAX_B = 1 << 21;
    private static final int PANEL_OF_A = LINE * STEPS;

    /** Rows and columns of C in a chunk: A's part, 528 KiB at the full depth, stays in the second-level cache. */
    private static final int CHUNK_ROWS = 16 * PANEL_ROWS;
    private static final int CHUNK_COLS = 8 * COLS;

    /** Multiplications that a chunk should have at least: some ten microseconds. */
    private static final long CHUNK_WORK = 1 << 19;

    /** Multiplications of a block from which on parked threads are woken, some 35 microseconds ({@link Job#isLong}). */
    private static final long LONG_WORK = 8 * CHUNK_WORK;

    /** Up to so many rows of C it does not pay to pack a B whose rows are dense: each element is used too few times. */
    private static final int DIRECT_ROWS = 8 * ROWS;

    /** A dense B up to this many floats (256 KiB) need not be packed either: it stays in the second-level cache. */
    private static final int DIRECT_B = 1 << 16;

    /** Rows that the panels of A have room for at the smallest depth: more of them are no small product. */
    private static final int SMALL_ROWS = MAX_A / PANEL_OF_A * PANEL_ROWS;

    private static final MemorySegment ZEROS = Scratch.allocate(OneRow.COLS);

    private final Workers workers;
    private final Operand a = new Operand();
    private final Operand b = new Operand();
    private final Operand c = new Operand();
    private final ColumnSums columnSums = new ColumnSums();
    private final GemmEpilogue epilogue = new GemmEpilogue(columnSums);
    private final PackJob packJob = new PackJob();
    private final TileJob tileJob = new TileJob();
    private final SmallJob smallJob = new SmallJob();
    private float[] aPanels = {};
    private MemorySegment ownPanels = Scratch.allocate(COLS);

    private long m;
    private long n;
    private long k;
    private float alpha;
    private float beta;

    /** Whether A's panels hold it step by step. */
    private boolean bySteps;

    /** Whether B is read where it lies, was packed before, is packed panel by panel by the chunk that needs it. */
    private boolean direct;
    private boolean packed;
    private boolean inTime;

    /** Whether tiles start from the bias instead of zero. */
    private boolean startsFromBias;

    /** The block that is being worked on: rows i0.., columns j0.., steps p0.. */
    private long i0;
    private long j0;
    private long p0;
    private int height;
    private int width;
    private int depth;

    /** The depth is cut into blocks of {@code steps}, at most STEPS: fewer, so that the last is not much smaller. */
    private int stepBlocks;
    private int steps;
    private MemorySegment bPanels;

    /** From one panel of A to the next: 0 if each takes the place of the last. */
    private int panelStride;
    private int chunkRows;
    private int chunkCols;
    private int chunksAcross;

    SimdGemm(Workers workers) { this.workers = workers; }

    /** {@code C = epilogue(alpha A B + beta C)}; {@code panels} are those of B, or null if it is not packed. */
    void run(double newAlpha, View left, View right, SimdPackedMatrix panels, double newBeta, View out,
            Epilogue newEpilogue) {
        boolean fromPanels = panels != null && panels.isWanted(left.rows() > CHUNK_ROWS);
        if (fromPanels && !panels.isFilled())
            pack(panels);
        a.setMatrix(left);
        b.setMatrix(right);
        c.setMatrix(out);
        packed = fromPanels;
        if (packed)
            readPanels(panels.memory());
        start(newAlpha, left, right, newBeta, newEpilogue);
        if (newEpilogue.columnSums() != null)
            columnSums.finish(newEpilogue.columnSums());
    }

    /** Product {@code (p, q)} of a batch. */
    void run(double newAlpha, View left, View right, double newBeta, View out, long p, long q) {
        a.set(left, p, q);
        b.set(right, p, q);
        c.set(out, p, q);
        packed = false;
        start(newAlpha, left, right, newBeta, Epilogue.NONE);
    }

    private void pack(SimdPackedMatrix matrix) {
        b.setMatrix(matrix.source());
        packed = false;
        direct = false;
        inTime = false;
        m = 0;
        n = matrix.cols();
        k = matrix.rows();
        readPanels(matrix.memory());
        i0 = 0;
        j0 = 0;
        p0 = 0;
        height = 0;
        width = Math.toIntExact(n);
        depth = Math.toIntExact(k);
        workers.run(packJob, packChunks());
        matrix.setFilled();
    }

    private void start(double newAlpha, View left, View right, double newBeta, Epilogue newEpilogue) {
        m = left.rows();
        n = right.cols();
        // Neither factor is read then.
        k = newAlpha == 0 ? 0 : left.cols();
        alpha = (float) newAlpha;
        beta = (float) newBeta;
        startsFromBias = newEpilogue.bias() != null && alpha == 1 && beta == 0;
        epilogue.set(newEpilogue, startsFromBias);
        bySteps = Packing.liesBySteps(a);
        direct = !packed && b.colStride() == 1 && (m <= DIRECT_ROWS || k * n <= DIRECT_B);
        boolean small = m * n * Math.max(k, 1) <= CHUNK_WORK && m <= SMALL_ROWS && n <= CHUNK_WORK;
        inTime = !packed && !direct && !small && m <= CHUNK_ROWS;
        if (small) {
            chunkRows = SMALL_ROWS;
            chunkCols = (int) n;
        } else
            chooseChunks();
        if (newEpilogue.columnSums() != null)
            columnSums.start(m, n, chunkRows);
        if (small && k <= MAX_DEPTH) {
            takeBlock(0, 0, 0, (int) m, (int) n, (int) k, 1);
            workers.run(smallJob, 1);
        } else
            blocks();
    }

    private void blocks() {
        long maxDepth = Math.clamp(k, 1, MAX_DEPTH);
        long maxCols = packed || direct || inTime ? Math.max(n, 1) : Math.max(COLS, MAX_B / maxDepth / COLS * COLS);
        long rowFloats = Math.ceilDiv(maxDepth, STEPS) * STEPS;
        long maxRows = Math.max(1, MAX_A / rowFloats / chunkRows) * chunkRows;
        for (long j = 0; j < n; j += maxCols)
            for (long p = 0; p == 0 || p < k; p += maxDepth)
                for (long i = 0; i < m; i += maxRows)
                    block(i, j, p, (int) Math.min(maxRows, m - i), (int) Math.min(maxCols, n - j),
                            (int) Math.min(maxDepth, k - p));
    }

    /** Chunks of C, by shape alone: smaller ones where there would be too few to go round. */
    private void chooseChunks() {
        chunkRows = CHUNK_ROWS;
        chunkCols = CHUNK_COLS;
        while (Math.ceilDiv(m, chunkRows) * Math.ceilDiv(n, chunkCols) < 16 && chunkCols > COLS
                && Math.min(m, chunkRows) * chunkCols / 2 * k >= CHUNK_WORK)
            chunkCols /= 2;
    }

    private void block(long i, long j, long p, int newHeight, int newWidth, int newDepth) {
        takeBlock(i, j, p, newHeight, newWidth, newDepth, Math.ceilDiv(newHeight, PANEL_ROWS));
        if (depth > 0)
            workers.run(packJob, packChunks());
        chunksAcross = Math.ceilDiv(width, chunkCols);
        workers.run(tileJob, Math.ceilDiv(height, chunkRows) * chunksAcross);
    }

    /** Sets the block to be worked on, with room for {@code panels} panels of A. */
    private void takeBlock(long i, long j, long p, int newHeight, int newWidth, int newDepth, int panels) {
        i0 = i;
        j0 = j;
        p0 = p;
        height = newHeight;
        width = newWidth;
        depth = newDepth;
        stepBlocks = Math.max(1, Math.ceilDiv(depth, STEPS));
        steps = stepBlocks == 1 ? depth : Math.ceilDiv(depth, stepBlocks);
        panelStride = panels == 1 ? 0 : stepBlocks * PANEL_OF_A;
        if (aPanels.length < panels * stepBlocks * PANEL_OF_A)
            aPanels = new float[panels * stepBlocks * PANEL_OF_A];
        if (!packed) {
            growPanels((long) bPanelCount() * COLS * depth);
            readPanels(ownPanels);
        }
    }

    private boolean isLongBlock() { return (long) height * width * depth >= LONG_WORK; }

    private void growPanels(long floats) {
        if (ownPanels.byteSize() < floats * Float.BYTES)
            ownPanels = Scratch.grown(ownPanels, floats);
    }

    /** Like the segment of an {@link Operand}, a reference is not stored again. */
    @SuppressWarnings("MemorySegmentReferenceEquality") // The same object or not is the question.
    private void readPanels(MemorySegment panels) {
        if (bPanels != panels)
            bPanels = panels;
    }

    /** Panels of B that have to be packed: of a B that is read in place only one that does not fill whole vectors. */
    private int bPanelCount() {
        if (packed || inTime || i0 > 0)
            return 0;
        return direct ? (width % Lanes.COUNT == 0 ? 0 : 1) : Math.ceilDiv(width, COLS);
    }

    private int aPanelCount() { return Math.ceilDiv(height, PANEL_ROWS); }

    /** Where the panel of A lies that begins with row {@code i}, for a block of steps. */
    private int panelOfA(int i, int block) {
        return i / PANEL_ROWS * panelStride + block * PANEL_OF_A;
    }

    private int stepsOf(int block) { return Math.min(steps, depth - block * steps); }

    private int packChunks() {
        long floats = (long) depth * (aPanelCount() * PANEL_ROWS + bPanelCount() * COLS);
        return floats <= Job.CHUNK ? 1 : aPanelCount() + bPanelCount();
    }

    /** Packs one panel of A or B in each chunk, or all of them if they are small. */
    private final class PackJob extends Job {
        @Override
        boolean isLong(int chunks) { return isLongBlock(); }

        @Override
        void run(int chunk, Scratch scratch) {
            int end = packChunks() == 1 ? aPanelCount() + bPanelCount() : chunk + 1;
            for (int part = chunk; part < end; part++)
                if (part < aPanelCount())
                    packA(part);
                else
                    packB(part - aPanelCount(), scratch);
        }

        private void packA(int panel) {
            int i = panel * PANEL_ROWS;
            for (int block = 0; block < stepBlocks; block++)
                Packing.panelOfA(a, i0 + i, p0 + block * steps, Math.min(PANEL_ROWS, height - i), stepsOf(block),
                        aPanels, panelOfA(i, block));
        }

        private void packB(int panel, Scratch scratch) {
            int j = direct ? width / COLS * COLS : panel * COLS;
            Packing.panelOfB(b, p0, j0 + j, Math.min(COLS, width - j), depth, bPanels,
                    (long) panel * depth * ROW_BYTES, scratch);
        }
    }

    /**
     * Computes a small product on the calling thread. Each panel of A is packed just before its tiles, where the last
     * was, so that all of them and B share the first-level cache.
     */
    private final class SmallJob extends Job {
        @Override
        void run(int chunk, Scratch scratch) {
            for (int panel = 0; panel < bPanelCount() && depth > 0; panel++)
                packJob.packB(panel, scratch);
            if (epilogue.sumsColumns())
                columnSums.clear(0, 0, width);
            for (int i = 0; i < height; i += PANEL_ROWS) {
                if (depth > 0)
                    packJob.packA(i / PANEL_ROWS);
                for (int block = 0; block < stepBlocks; block++)
                    tileJob.columns(i, Math.min(i + PANEL_ROWS, height), 0, width, block, scratch);
            }
            tileJob.finish(0, 0, height, width, scratch);
        }
    }

    /** Computes one chunk of C, over the whole depth of the block. */
    private final class TileJob extends Job {
        @Override
        boolean isLong(int chunks) { return isLongBlock(); }

        @Override
        void run(int chunk, Scratch scratch) {
            int top = chunk / chunksAcross * chunkRows;
            int left = chunk % chunksAcross * chunkCols;
            int bottom = Math.min(top + chunkRows, height);
            int right = Math.min(left + chunkCols, width);
            if (epilogue.sumsColumns() && p0 + depth >= k)
                columnSums.clear(i0 + top, j0 + left, right - left);
            for (int block = 0; block < stepBlocks; block++)
                columns(top, bottom, left, right, block, scratch);
            if (p0 + depth >= k)
                finish(top, left, bottom, right, scratch);
        }

        private void columns(int top, int bottom, int left, int right, int block, Scratch scratch) {
            int j = left;
            if (m == 1 && direct && !bySteps)
                for (; right - j >= OneRow.COLS; j += OneRow.COLS)
                    row(j, block, scratch);
            for (; j < right; j += COLS)
                column(top, bottom, j, block, scratch);
        }

        /** A part of C's only row. */
        private void row(int j, int block, Scratch scratch) {
            int p = block * steps;
            boolean first = p0 + p == 0;
            boolean fromBias = first && startsFromBias;
            OneRow.tile(aPanels, panelOfA(0, block), b.segment(), b.at(p0 + p, j0 + j) * Float.BYTES,
                    b.rowStride() * Float.BYTES, stepsOf(block), fromBias ? epilogue.biasRow() : ZEROS,
                    fromBias ? (j0 + j) * Float.BYTES : 0, scratch.tile, 0);
            merge(0, j, 1, OneRow.COLS, first, p0 + p + stepsOf(block) >= k, scratch);
        }

        /** A column of tiles: they share a panel of B. */
        private void column(int top, int bottom, int j, int block, Scratch scratch) {
            int p = block * steps;
            int count = stepsOf(block);
            int cols = Math.min(COLS, width - j);
            boolean inPlace = direct && cols % Lanes.COUNT == 0;
            var bs = inPlace ? b.segment() : inTime ? scratch.panelOfB : bPanels;
            long bStride = inPlace ? b.rowStride() * Float.BYTES : ROW_BYTES;
            long bAt = inPlace ? b.at(p0 + p, j0 + j) * Float.BYTES : inTime ? 0 : panelAt(j, p);
            if (inTime)
                Packing.panelOfB(b, p0 + p, j0 + j, cols, count, scratch.panelOfB, 0, scratch);
            boolean narrow = cols <= Lanes.COUNT;
            int rows = narrow ? NARROW_ROWS : ROWS;
            boolean first = p0 + p == 0;
            boolean last = p0 + p + count >= k;
            var start = first && startsFromBias ? epilogue.biasRow() : ZEROS;
            long startAt = first && startsFromBias ? (j0 + j) * Float.BYTES : 0;
            boolean toC = writesToC(first) && cols % Lanes.COUNT == 0;
            boolean fromC = !first || beta != 0;
            for (int i = top; i < bottom; i += rows) {
                int aAt = panelOfA(i, block) + i % PANEL_ROWS * (bySteps ? 1 : STEPS);
                if (toC && height - i >= rows) {
                    long at = c.at(i0 + i, j0 + j) * Float.BYTES;
                    long stride = c.rowStride() * Float.BYTES;
                    MicroKernel.tile(aPanels, aAt, bySteps, bs, bAt, bStride, count, narrow,
                            fromC ? c.segment() : start, fromC ? at : startAt, fromC ? stride : 0, c.segment(), at,
                            stride);
                } else {
                    MicroKernel.tile(aPanels, aAt, bySteps, bs, bAt, bStride, count, narrow, start, startAt, 0,
                            scratch.tile, 0, ROW_BYTES);
                    merge(i, j, Math.min(rows, height - i), cols, first, last, scratch);
                }
            }
        }

        private void merge(int i, int j, int rows, int cols, boolean first, boolean last, Scratch scratch) {
            TileMerge.combine(alpha, first ? beta : 1, c, i0 + i, j0 + j, rows, cols, scratch);
            if (last)
                epilogue.apply(scratch.tile, 0, ROW_BYTES, Math.max(ROW_BYTES, cols * Float.BYTES), i0 + i, j0 + j,
                        rows, cols, scratch);
            TileMerge.store(c, i0 + i, j0 + j, rows, cols, scratch);
        }

        /** Whether whole tiles of whole vectors go straight to C. */
        private boolean writesToC(boolean first) {
            return c.colStride() == 1 && alpha == 1 && (!first || beta == 0 || beta == 1);
        }

        /** The epilogue of the tiles that went straight to C. */
        private void finish(int top, int left, int bottom, int right, Scratch scratch) {
            if (epilogue.isEmpty() || !writesToC(p0 == 0 && stepBlocks == 1))
                return;
            int wide = Math.min(right, width / COLS * COLS);
            finishPart(top, left, (bottom - top) / ROWS * ROWS, wide - left, scratch);
            if (right > wide && width % COLS == Lanes.COUNT)
                finishPart(top, wide, (bottom - top) / NARROW_ROWS * NARROW_ROWS, Lanes.COUNT, scratch);
        }

        private void finishPart(int top, int left, int rows, int cols, Scratch scratch) {
            if (rows > 0 && cols > 0)
                epilogue.apply(c.segment(), c.at(i0 + top, j0 + left) * Float.BYTES, c.rowStride() * Float.BYTES,
                        cols * Float.BYTES, i0 + top, j0 + left, rows, cols, scratch);
        }

        /** Byte position of step {@code p} in the panel of B that column {@code j} belongs to. */
        private long panelAt(int j, int p) {
            if (packed)
                return (j / COLS * k + p0 + p) * ROW_BYTES;
            return ((direct ? 0 : (long) j / COLS) * depth + p) * ROW_BYTES;
        }
    }
}
