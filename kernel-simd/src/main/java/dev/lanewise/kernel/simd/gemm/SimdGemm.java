package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.gemm.MicroKernel.LINE;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.MC;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.NR;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.PANEL_ROWS;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.ROW_BYTES;

import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.gemm.GemmPlan.Source;
import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/**
 * Matrix products by packed panels and register tiles (Goto and van de Geijn, "Anatomy of High-Performance Matrix
 * Multiplication", 2008). All threads pack what a block of the product needs, then the tiles of C are dealt out; a
 * tile's sum runs over k in one order, whoever computes it. A is always packed, where B is small by the chunk that
 * needs it; {@link GemmPlan} says what becomes of B.
 */
public final class SimdGemm {
    private static final MemorySegment ZEROS = Scratch.allocate(Gemv.COLS);

    private final Workers workers;
    private final Operand a = new Operand();
    private final Operand b = new Operand();
    private final Operand c = new Operand();
    private final boolean inLoops;
    private final GemmEpilogue epilogue;
    private final PackJob packJob = new PackJob();
    private final TileJob tileJob = new TileJob();
    private final GemmPlan plan = new GemmPlan();
    private final GemmBlock block = new GemmBlock();
    private final SmallK smallK;
    private final BatchedGemm batched;
    private final GemmLoops loops;
    private float[] aPanels = {};
    private MemorySegment bPanels;
    private MemorySegment ownPanels = Scratch.allocate(NR);

    private float alpha;
    private float beta;

    /** Whether tiles start from the bias instead of zero. */
    private boolean startsFromBias;

    private int chunksAcross;

    public SimdGemm(Workers workers, boolean inLoops) {
        this.inLoops = inLoops;
        epilogue = new GemmEpilogue(inLoops);
        this.workers = workers;
        smallK = new SmallK(workers);
        batched = new BatchedGemm(workers);
        loops = new GemmLoops(workers, epilogue);
    }

    /** {@code C = epilogue(alpha A B + beta C)}; {@code panels} are those of B, or null if it is not packed. */
    public void run(double newAlpha, View left, View right, SimdPackedMatrix panels, double newBeta, View out,
            Epilogue newEpilogue) {
        a.setMatrix(left);
        boolean fromPanels = !inLoops && panels != null && panels.noteProduct(left.rows() > MC);
        if (fromPanels && !panels.isFilled())
            pack(panels);
        b.setMatrix(right);
        c.setMatrix(out);
        if (fromPanels)
            readPanels(panels.memory());
        start(newAlpha, left, right, fromPanels, newBeta, newEpilogue);
    }

    /** A batch of products: many small ones as one job. */
    public void runBatch(double newAlpha, View left, View right, double newBeta, View out) {
        if (!inLoops && newAlpha != 0
                && BatchedGemm.suits(left.rows(), left.cols(), right.cols(), out.size4(0) * out.size4(1))) {
            batched.run(newAlpha, left, right, newBeta, out);
            return;
        }
        for (long p = 0; p < out.size4(0); p++)
            for (long q = 0; q < out.size4(1); q++) {
                a.set(left, p, q);
                b.set(right, p, q);
                c.set(out, p, q);
                start(newAlpha, left, right, false, newBeta, Epilogue.NONE);
            }
    }

    /** Fills the panels of B: a block without rows. */
    private void pack(SimdPackedMatrix matrix) {
        b.setMatrix(matrix.source());
        plan.setPanels(matrix.cols(), matrix.rows());
        readPanels(matrix.memory());
        block.set(0, 0, 0, 0, Math.toIntExact(matrix.cols()), Math.toIntExact(matrix.rows()));
        workers.run(packJob, packChunks());
        matrix.setFilled();
    }

    private void start(double newAlpha, View left, View right, boolean packed, double newBeta, Epilogue newEpilogue) {
        long m = left.rows();
        long n = right.cols();
        // Neither factor is read then.
        long k = newAlpha == 0 ? 0 : left.cols();
        alpha = (float) newAlpha;
        beta = (float) newBeta;
        startsFromBias = newEpilogue.bias() != null && alpha == 1 && beta == 0;
        epilogue.set(newEpilogue, startsFromBias);
        // A product that scales is rare enough to have no loops.
        if (inLoops && alpha == 1 && (beta == 0 || beta == 1)) {
            loops.run(a, b, c, m, n, k, beta == 1, startsFromBias ? epilogue.biasRow() : null);
            return;
        }
        if (epilogue.isEmpty() && alpha == 1 && beta == 0 && SmallK.suits(m, n, k, c)) {
            smallK.run(a, b, c, m, (int) n, (int) k, startsFromBias ? epilogue.biasRow() : null);
            return;
        }
        plan.set(m, n, k, a, b, packed);
        blocks();
    }

    private void blocks() {
        for (long j = 0; j < plan.n; j += plan.maxCols)
            for (long p = 0; p == 0 || p < plan.k; p += plan.maxDepth)
                for (long i = 0; i < plan.m; i += plan.maxRows) {
                    takeBlock(i, j, p, (int) Math.min(plan.maxRows, plan.m - i),
                            (int) Math.min(plan.maxCols, plan.n - j), (int) Math.min(plan.maxDepth, plan.k - p));
                    runBlock();
                }
    }

    private void runBlock() {
        if (block.depth > 0 && panelsOfA() + panelsOfB() > 0)
            workers.run(packJob, packChunks());
        chunksAcross = block.width <= plan.chunkCols ? 1 : Math.ceilDiv(block.width, plan.chunkCols);
        int chunksDown = block.height <= plan.chunkRows ? 1 : Math.ceilDiv(block.height, plan.chunkRows);
        workers.run(tileJob, chunksDown * chunksAcross);
    }

    private void takeBlock(long i, long j, long p, int height, int width, int depth) {
        block.set(i, j, p, height, width, depth);
        if (!plan.smallB && aPanels.length < block.floatsOfA())
            aPanels = new float[block.floatsOfA()];
        if (plan.source != Source.PACKED_BEFORE) {
            growPanels((long) panelsOfB() * NR * depth);
            readPanels(ownPanels);
        }
    }

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

    /** Panels of B that the block packs: of a B that is read in place only one that does not fill whole vectors. */
    private int panelsOfB() {
        if (block.i > 0)
            return 0;
        if (plan.source == Source.IN_PLACE)
            return block.width % Lanes.COUNT == 0 ? 0 : 1;
        return plan.source == Source.PACKED_FOR_BLOCK ? Math.ceilDiv(block.width, NR) : 0;
    }

    private int panelsOfA() { return plan.smallB ? 0 : block.panelsOfA(); }

    private int packChunks() {
        long floats = (long) block.depth * (panelsOfA() * PANEL_ROWS + panelsOfB() * NR);
        return floats <= Job.CHUNK ? 1 : panelsOfA() + panelsOfB();
    }

    /** Packs one panel of A or B in each chunk, or all of them if they are small. */
    private final class PackJob extends Job {
        @Override
        protected long nanoseconds(int chunks) { return block.nanoseconds(); }

        @Override
        protected void run(int chunk, Scratch scratch) {
            int end = packChunks() == 1 ? panelsOfA() + panelsOfB() : chunk + 1;
            for (int part = chunk; part < end; part++)
                if (part < panelsOfA())
                    for (int slice = 0; slice < block.slices; slice++)
                        packA(part * PANEL_ROWS, slice, aPanels, block.panelOfA(part * PANEL_ROWS, slice));
                else
                    packB(part - panelsOfA(), scratch);
        }

        private void packA(int i, int slice, float[] to, int toAt) {
            Packing.panelOfA(a, block.i + i, block.p + block.start(slice), Math.min(PANEL_ROWS, block.height - i),
                    block.steps(slice), to, toAt);
        }

        private void packB(int panel, Scratch scratch) {
            int j = plan.source == Source.IN_PLACE ? block.width / NR * NR : panel * NR;
            Packing.panelOfB(b, block.p, block.j + j, Math.min(NR, block.width - j), block.depth, bPanels,
                    (long) panel * block.depth * ROW_BYTES, scratch);
        }
    }

    /** Computes one chunk of C, over the whole depth of the block. */
    private final class TileJob extends Job {
        @Override
        protected long nanoseconds(int chunks) { return block.nanoseconds(); }

        @Override
        protected void run(int chunk, Scratch common) {
            var scratch = common.get(GemmScratch.SLOT);
            int row = chunksAcross == 1 ? chunk : chunk / chunksAcross;
            int top = row * plan.chunkRows;
            int left = (chunk - row * chunksAcross) * plan.chunkCols;
            int bottom = Math.min(top + plan.chunkRows, block.height);
            int right = Math.min(left + plan.chunkCols, block.width);
            boolean last = block.p + block.depth >= plan.k;
            int rows = plan.smallB ? PANEL_ROWS : MicroKernel.PASS_ROWS;
            for (int slice = 0; slice < block.slices; slice++) {
                if (plan.source == Source.PACKED_IN_TIME)
                    packColumns(left, right, slice, scratch);
                for (int i = top; i < bottom; i += rows) {
                    if (plan.smallB && block.depth > 0)
                        packJob.packA(i, slice, scratch.panelOfA, 0);
                    columns(i, Math.min(i + rows, bottom), left, right, slice, scratch);
                }
            }
            if (last)
                for (int j = left; j < right; j += GemmPlan.CHUNK_COLS)
                    finish(top, j, bottom, Math.min(j + GemmPlan.CHUNK_COLS, right), scratch);
        }

        /** Packs the panels of B that no other chunk needs. */
        private void packColumns(int left, int right, int slice, GemmScratch scratch) {
            int steps = block.steps(slice);
            var to = scratch.panelsOfB((long) Math.ceilDiv(right - left, NR) * NR * steps);
            for (int j = left; j < right; j += NR)
                Packing.panelOfB(b, block.p + block.start(slice), block.j + j, Math.min(NR, right - j), steps, to,
                        (long) (j - left) * steps * Float.BYTES, scratch.common);
        }

        private void columns(int top, int bottom, int left, int right, int slice, GemmScratch scratch) {
            int j = left;
            if (plan.m == 1 && plan.source == Source.IN_PLACE && !plan.kMajor)
                for (; right - j >= Gemv.COLS; j += Gemv.COLS)
                    row(j, slice, scratch);
            for (; j < right; j += NR)
                column(top, bottom, j, left, slice, scratch);
        }

        /** A part of C's only row. */
        private void row(int j, int slice, GemmScratch scratch) {
            long p = block.p + block.start(slice);
            int count = block.steps(slice);
            boolean fromBias = p == 0 && startsFromBias;
            boolean fromC = continuesC(p == 0);
            if (fromC)
                EdgeTile.fetch(c, 0, block.j + j, 1, Gemv.COLS, scratch.tile);
            Gemv.tile(plan.smallB ? scratch.panelOfA : aPanels, plan.smallB ? 0 : block.panelOfA(0, slice), b.segment(),
                    b.at(p, block.j + j) * Float.BYTES,
                    b.rowStride() * Float.BYTES, count,
                    fromC ? scratch.tile : fromBias ? epilogue.biasRow() : ZEROS,
                    fromBias ? (block.j + j) * Float.BYTES : 0, scratch.tile);
            merge(0, j, 1, Gemv.COLS, p == 0, p + count >= plan.k, scratch);
        }

        /** A column of tiles: they share a panel of B. */
        private void column(int top, int bottom, int j, int left, int slice, GemmScratch scratch) {
            long p = block.p + block.start(slice);
            int count = block.steps(slice);
            int cols = Math.min(NR, block.width - j);
            boolean inPlace = plan.source == Source.IN_PLACE && cols % Lanes.COUNT == 0;
            boolean inTime = plan.source == Source.PACKED_IN_TIME;
            var bs = inPlace ? b.segment() : inTime ? scratch.panelsOfB(0) : bPanels;
            long bStride = inPlace ? b.rowStride() * Float.BYTES : ROW_BYTES;
            long bAt = inPlace
                    ? b.at(p, block.j + j) * Float.BYTES
                    : inTime
                            ? (long) (j - left) * count * Float.BYTES
                            : panelAt(j, slice);
            float[] as = plan.smallB ? scratch.panelOfA : aPanels;
            boolean narrow = cols <= Lanes.COUNT;
            boolean first = p == 0;
            boolean last = p + count >= plan.k;
            var start = first && startsFromBias ? epilogue.biasRow() : ZEROS;
            long startAt = first && startsFromBias ? (block.j + j) * Float.BYTES : 0;
            boolean toC = writesToC(first) && cols % Lanes.COUNT == 0;
            boolean fromC = continuesC(first);
            int rows;
            for (int i = top; i < bottom; i += rows) {
                rows = MicroKernel.rows(Math.min(bottom - i, LINE - i % LINE), narrow);
                int aAt = (plan.smallB ? 0 : block.panelOfA(i, slice)) + MicroKernel.rowAt(i % PANEL_ROWS, plan.kMajor);
                if (toC && block.height - i >= rows) {
                    long at = c.at(block.i + i, block.j + j) * Float.BYTES;
                    long stride = c.rowStride() * Float.BYTES;
                    MicroKernel.tile(as, aAt, plan.kMajor, bs, bAt, bStride, count, narrow, rows,
                            fromC ? c.segment() : start, fromC ? at : startAt, fromC ? stride : 0, c.segment(), at,
                            stride);
                } else {
                    if (fromC)
                        EdgeTile.fetch(c, block.i + i, block.j + j, Math.min(rows, block.height - i), cols,
                                scratch.tile);
                    MicroKernel.tile(as, aAt, plan.kMajor, bs, bAt, bStride, count, narrow, rows,
                            fromC ? scratch.tile : start,
                            fromC ? 0 : startAt, fromC ? ROW_BYTES : 0, scratch.tile, 0, ROW_BYTES);
                    merge(i, j, Math.min(rows, block.height - i), cols, first, last, scratch);
                }
            }
        }

        private void merge(int i, int j, int rows, int cols, boolean first, boolean last, GemmScratch scratch) {
            if (!continuesC(first))
                EdgeTile.combine(alpha, first ? beta : 1, c, block.i + i, block.j + j, rows, cols, scratch);
            if (last)
                epilogue.apply(scratch.tile, 0, ROW_BYTES, Math.max(ROW_BYTES, cols * Float.BYTES), block.i + i,
                        block.j + j, rows, cols, scratch.common);
            EdgeTile.store(c, block.i + i, block.j + j, rows, cols, scratch);
        }

        /** Whether a tile goes on with the sums that C holds: an element's sum is then one chain, whatever its tile. */
        private boolean continuesC(boolean first) {
            return alpha == 1 && (!first || beta == 1);
        }

        /** Whether whole tiles of whole vectors go straight to C. */
        private boolean writesToC(boolean first) {
            return c.colStride() == 1 && alpha == 1 && (!first || beta == 0 || beta == 1);
        }

        /** The epilogue of the tiles that went straight to C. */
        private void finish(int top, int left, int bottom, int right, GemmScratch scratch) {
            if (epilogue.isEmpty() || !writesToC(block.p == 0 && block.slices == 1))
                return;
            int wide = Math.min(right, block.width / NR * NR);
            finishPart(top, left, MicroKernel.wholeRows(bottom - top, false), wide - left, scratch);
            if (right > wide && block.width % NR == Lanes.COUNT)
                finishPart(top, wide, MicroKernel.wholeRows(bottom - top, true), Lanes.COUNT, scratch);
        }

        private void finishPart(int top, int left, int rows, int cols, GemmScratch scratch) {
            if (rows > 0 && cols > 0)
                epilogue.apply(c.segment(), c.at(block.i + top, block.j + left) * Float.BYTES,
                        c.rowStride() * Float.BYTES, cols * Float.BYTES, block.i + top, block.j + left, rows, cols,
                        scratch.common);
        }

        /** Byte position of a slice in the panel of B that column {@code j} belongs to. */
        private long panelAt(int j, int slice) {
            long p = block.start(slice);
            if (plan.source == Source.PACKED_BEFORE)
                return (j / NR * plan.k + block.p + p) * ROW_BYTES;
            // Of a B in place, the only panel is that of the last columns.
            return ((plan.source == Source.IN_PLACE ? 0 : (long) j / NR) * block.depth + p) * ROW_BYTES;
        }
    }
}
