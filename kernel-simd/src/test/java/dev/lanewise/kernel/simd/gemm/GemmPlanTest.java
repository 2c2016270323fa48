package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.gemm.GemmPlan.Source.IN_PLACE;
import static dev.lanewise.kernel.simd.gemm.GemmPlan.Source.PACKED_BEFORE;
import static dev.lanewise.kernel.simd.gemm.GemmPlan.Source.PACKED_FOR_BLOCK;
import static dev.lanewise.kernel.simd.gemm.GemmPlan.Source.PACKED_IN_TIME;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.KC;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.MC;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.NR;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.PANEL_ROWS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernel.simd.runtime.Operand;
import org.junit.jupiter.api.Test;

class GemmPlanTest {
    @Test
    void bIsReadInPlaceWhereItIsDenseAndSmall() {
        assertEquals(IN_PLACE, plan(1000, 64, 64).source);
        assertEquals(IN_PLACE, plan(1000, 10, 256).source);
        assertEquals(PACKED_FOR_BLOCK, transposedB(1000, 64, 64).source);
    }

    /** Rows 2 KiB apart fall on two sets of the cache. */
    @Test
    void bIsPackedWhereItsRowsCrowdTheCache() {
        assertEquals(MicroKernel.B_IN_L1 ? PACKED_FOR_BLOCK : IN_PLACE, plan(784, 512, 128).source);
        assertEquals(MicroKernel.B_IN_L1 ? PACKED_FOR_BLOCK : IN_PLACE, plan(784, 1024, 64).source);
        assertEquals(IN_PLACE, plan(784, 256, 128).source);
        assertEquals(IN_PLACE, plan(784, 520, 120).source);
        assertEquals(IN_PLACE, plan(784, 512, 16).source);
    }

    @Test
    void bIsReadInPlaceForFewRows() {
        assertEquals(IN_PLACE, plan(1, 4096, 4096).source);
        assertEquals(IN_PLACE, plan(32, 4096, 4096).source);
        assertEquals(PACKED_IN_TIME, transposedB(32, 4096, 4096).source);
    }

    @Test
    void bIsPackedInTimeForOneChunkOfRows() {
        assertEquals(PACKED_IN_TIME, plan(MC, 512, 784).source);
        assertEquals(PACKED_FOR_BLOCK, plan(MC + 1, 512, 784).source);
    }

    @Test
    void bIsNotPackedAgain() {
        var plan = new GemmPlan();
        plan.set(1024, 1024, 1024, rowMajor(1024), rowMajor(1024), true);
        assertEquals(PACKED_BEFORE, plan.source);
    }

    @Test
    void panelsOfATransposedMatrixAreKMajor() {
        assertFalse(plan(128, 128, 128).kMajor);
        var plan = new GemmPlan();
        plan.set(128, 128, 128, transposed(128), rowMajor(128), false);
        assertTrue(plan.kMajor);
        // A single column is both; it is packed by rows.
        plan.set(128, 128, 1, operand(1, 1), rowMajor(128), false);
        assertFalse(plan.kMajor);
    }

    @Test
    void manySmallChunksGoRound() {
        assertEquals(8 * NR, plan(4096, 4096, 4096).chunkCols);
        assertTrue(plan(128, 512, 784).chunkCols < 8 * NR);
        assertTrue(chunks(plan(100_000, 64, 64)) > 16);
    }

    /** A product of a microsecond is not worth a hand-over. */
    @Test
    void tinyProductsAreOneChunk() {
        for (int size : new int[]{1, 5, 16, 31, 48})
            assertEquals(1, chunks(plan(size, size, size)));
    }

    @Test
    void partsAreWholeTilesAndPanelsAndBuffersAreBounded() {
        int[] sizes = {0, 1, 3, 16, 100, 257, 1024, 5000, 70_000, 300_000};
        for (int m : sizes)
            for (int n : sizes)
                for (int k : sizes)
                    for (boolean transposed : new boolean[]{false, true}) {
                        var plan = transposed ? transposedB(m, n, k) : plan(m, n, k);
                        String what = m + " x " + k + " x " + n + (transposed ? ", B transposed" : "");
                        assertEquals(0, plan.chunkRows % PANEL_ROWS, what);
                        assertEquals(0, plan.maxRows % PANEL_ROWS, what);
                        assertTrue(plan.maxDepth >= 1, what);
                        if (plan.smallB)
                            assertTrue(plan.maxCols >= n && plan.maxDepth >= k, what + ": all of B at once");
                        else {
                            assertEquals(0, plan.chunkCols % NR, what);
                            assertEquals(0, plan.maxCols % NR, what);
                            assertTrue(plan.maxDepth >= k || plan.maxDepth % KC == 0, what);
                            long depth = Math.ceilDiv(plan.maxDepth, KC) * KC;
                            assertTrue(plan.maxRows * depth <= Math.max(GemmPlan.MAX_A, MC * depth), what);
                            if (plan.source == PACKED_FOR_BLOCK)
                                assertTrue(plan.maxCols * plan.maxDepth <= GemmPlan.MAX_B, what);
                        }
                    }
    }

    private static GemmPlan plan(long m, long n, long k) {
        var plan = new GemmPlan();
        plan.set(m, n, k, rowMajor(k), rowMajor(n), false);
        return plan;
    }

    private static GemmPlan transposedB(long m, long n, long k) {
        var plan = new GemmPlan();
        plan.set(m, n, k, rowMajor(k), transposed(k), false);
        return plan;
    }

    private static long chunks(GemmPlan plan) {
        return Math.ceilDiv(plan.m, plan.chunkRows) * Math.ceilDiv(plan.n, plan.chunkCols);
    }

    private static Operand rowMajor(long cols) {
        return operand(cols, 1);
    }

    private static Operand transposed(long rows) {
        return operand(1, rows);
    }

    private static Operand operand(long rowStride, long colStride) {
        var operand = new Operand();
        operand.setStride(2, rowStride);
        operand.setStride(3, colStride);
        return operand;
    }
}
