package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.gemm.MicroKernel.KC;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.LINE;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.NR;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.PANEL_ROWS;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.ROW_BYTES;

import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/**
 * A batch of small products, {@code C[p, q] = alpha A[p, q] B[p, q] + beta C[p, q]}, as one job: what belongs to the
 * shape is decided once, and a chunk computes some of the products from beginning to end on one thread, where
 * {@link SimdGemm} would deal out the tiles of each. Panels of A are packed just before their tiles; B is read in
 * place, but where its rows do not fill whole vectors or it is transposed. Sums run as there, so the bits are the same.
 */
final class BatchedGemm extends Job {
    /** Multiplications that a chunk should have: two microseconds, six times a hand-over. */
    private static final long CHUNK_WORK = 1 << 17;

    /** Multiplications of the largest product that is small, some 40 microseconds. */
    private static final long SMALL = 1 << 21;

    /** Products of a batch from which on whole ones are dealt out: as many chunks as {@link SimdGemm} cuts one into. */
    private static final long MANY = 16;

    private static final MemorySegment ZEROS = Scratch.allocate(NR);

    private final Workers workers;
    private View a;
    private View b;
    private View c;
    private int m;
    private int n;
    private int k;
    private float alpha;
    private float beta;
    private boolean inPlace;
    private boolean toC;
    private boolean fromC;
    private long products;
    private long perChunk;

    BatchedGemm(Workers workers) { this.workers = workers; }

    /**
     * Whether a batch is one job: of products that are too small to be shared, or of many small ones. A single row and
     * short sums have ways of their own ({@link Gemv}, {@link SmallK}), and a B that leaves the second-level cache is
     * better packed.
     */
    static boolean suits(long m, long k, long n, long products) {
        boolean small = m > 1 && m <= SMALL && n > 0 && n <= GemmPlan.SMALL_B && k > SmallK.STEPS && k <= KC
                && k * n <= GemmPlan.SMALL_B && m * n * k <= SMALL;
        return small && (products >= MANY || m * n * k <= CHUNK_WORK);
    }

    void run(double newAlpha, View left, View right, double newBeta, View out) {
        a = left;
        b = right;
        c = out;
        m = (int) left.rows();
        n = (int) right.cols();
        k = (int) left.cols();
        alpha = (float) newAlpha;
        beta = (float) newBeta;
        inPlace = right.colStride() == 1 && n % Lanes.COUNT == 0;
        fromC = alpha == 1 && beta == 1;
        toC = out.colStride() == 1 && alpha == 1 && (beta == 0 || beta == 1);
        products = out.size4(0) * out.size4(1);
        perChunk = Math.max(1, CHUNK_WORK / ((long) m * n * k));
        workers.run(this, chunks(products, perChunk));
    }

    @Override
    protected long nanoseconds(int chunks) { return products * m * n * k / GemmBlock.RATE; }

    @Override
    protected void run(int chunk, Scratch common) {
        var scratch = common.get(GemmScratch.SLOT);
        scratch.a.set(a);
        scratch.b.set(b);
        scratch.c.set(c);
        long width = c.size4(1);
        long end = Math.min((chunk + 1) * perChunk, products);
        for (long product = chunk * perChunk; product < end; product++) {
            long p = product / width;
            long q = product - p * width;
            scratch.a.setOffset(a.rowAt(p, q, 0));
            scratch.b.setOffset(b.rowAt(p, q, 0));
            scratch.c.setOffset(c.rowAt(p, q, 0));
            product(scratch.a, scratch.b, scratch.c, scratch);
        }
    }

    private void product(Operand left, Operand right, Operand out, GemmScratch scratch) {
        var panels = right.segment();
        if (!inPlace) {
            panels = scratch.common.panel((long) Math.ceilDiv(n, NR) * NR * k);
            for (int j = 0; j < n; j += NR)
                Packing.panelOfB(right, 0, j, Math.min(NR, n - j), k, panels, panelAt(j), scratch.common);
        }
        for (int i = 0; i < m; i += PANEL_ROWS) {
            int height = Math.min(PANEL_ROWS, m - i);
            Packing.panelOfA(left, i, 0, height, k, scratch.panelOfA, 0);
            for (int j = 0; j < n; j += NR)
                column(i, height, j, left, panels, inPlace ? right.at(0, j) * Float.BYTES : panelAt(j),
                        inPlace ? right.rowStride() * Float.BYTES : ROW_BYTES, out, scratch);
        }
    }

    private long panelAt(int j) {
        return (long) (j / NR) * k * ROW_BYTES;
    }

    /** The tiles of a panel of A and a panel of B. */
    private void column(int top, int height, int j, Operand left, MemorySegment panels, long bAt, long bStride,
            Operand out, GemmScratch scratch) {
        boolean kMajor = Packing.isKMajor(left);
        int cols = Math.min(NR, n - j);
        boolean narrow = cols <= Lanes.COUNT;
        boolean wholeCols = toC && cols % Lanes.COUNT == 0;
        int rows;
        for (int i = 0; i < height; i += rows) {
            rows = MicroKernel.rows(Math.min(height - i, LINE - i % LINE), narrow);
            int aAt = MicroKernel.rowAt(i, kMajor);
            if (wholeCols && height - i >= rows) {
                long at = out.at(top + i, j) * Float.BYTES;
                long stride = out.rowStride() * Float.BYTES;
                MicroKernel.tile(scratch.panelOfA, aAt, kMajor, panels, bAt, bStride, k, narrow, rows,
                        fromC ? out.segment() : ZEROS, fromC ? at : 0, fromC ? stride : 0, out.segment(), at, stride);
            } else
                edge(top + i, j, Math.min(rows, height - i), cols, aAt, kMajor, panels, bAt, bStride, narrow, rows, out,
                        scratch);
        }
    }

    private void edge(int i, int j, int height, int width, int aAt, boolean kMajor, MemorySegment panels, long bAt,
            long bStride, boolean narrow, int rows, Operand out, GemmScratch scratch) {
        if (fromC)
            EdgeTile.fetch(out, i, j, height, width, scratch.tile);
        MicroKernel.tile(scratch.panelOfA, aAt, kMajor, panels, bAt, bStride, k, narrow, rows,
                fromC ? scratch.tile : ZEROS, 0, fromC ? ROW_BYTES : 0, scratch.tile, 0, ROW_BYTES);
        if (!fromC)
            EdgeTile.combine(alpha, beta, out, i, j, height, width, scratch);
        EdgeTile.store(out, i, j, height, width, scratch);
    }
}
