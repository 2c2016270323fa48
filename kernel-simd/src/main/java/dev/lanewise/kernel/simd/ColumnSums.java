package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.MicroKernel.COLS;

import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * Sums of the columns of a product. Each chunk of rows has a row of its own to add to, in whole tiles; they are combined
 * from the top down, so that the sums do not depend on who computed which chunk.
 */
final class ColumnSums {
    private final Operand out = new Operand();
    private MemorySegment partials = Scratch.allocate(COLS);
    private int stride;
    private int rowsPerChunk;
    private int chunks;

    /** Makes room for a product of {@code m} x {@code n}. */
    void start(long m, long n, int newRowsPerChunk) {
        rowsPerChunk = newRowsPerChunk;
        chunks = Math.toIntExact(Math.ceilDiv(m, rowsPerChunk));
        stride = Math.toIntExact(Math.ceilDiv(n, COLS) * COLS * Float.BYTES);
        partials = Scratch.grown(partials, Math.max(1, chunks) * (long) stride / Float.BYTES);
    }

    /** Sets the sums of a chunk to zero that begins with row i and column j. */
    void clear(long i, long j, int width) {
        SimdElementwise.fill(0f, partials, at(i, j), Math.ceilDiv(width, COLS) * COLS * Float.BYTES);
    }

    MemorySegment memory() { return partials; }

    /** Where the sum of row i's chunk and column j lies, in bytes. */
    long at(long i, long j) {
        return i / rowsPerChunk * stride + j * Float.BYTES;
    }

    /** Combines the chunks; without rows all sums are zero. */
    void finish(View columnSums) {
        if (chunks == 0)
            SimdElementwise.fill(0f, partials, 0, stride);
        for (int chunk = 1; chunk < chunks; chunk++)
            SimdElementwise.add(partials, 0, partials, (long) chunk * stride, partials, 0, stride);
        out.setMatrix(columnSums);
        Staging.scatterRow(partials, 0, out, 0, 0, Math.toIntExact(columnSums.cols()));
    }
}
