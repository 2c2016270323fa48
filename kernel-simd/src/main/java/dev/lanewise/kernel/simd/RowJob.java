package dev.lanewise.kernel.simd;

import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/** Walks a matrix row by row; a strided row is gathered first, so that kernels see dense rows. */
abstract class RowJob extends Job {
    private final Operand x = new Operand();
    private long rows;
    private int cols;
    private long rowsPerChunk;

    /**
     * Computes one row.
     *
     * @param at byte position of the row in {@code memory}
     * @param scratch its panel holds the row if it was gathered; the staging blocks are free
     */
    abstract void row(int chunk, long i, MemorySegment memory, long at, Scratch scratch);

    /** Called before the first row of a chunk. */
    void begin(int chunk) {}

    /** Takes the matrix and cuts it; returns the number of chunks. */
    final int prepare(View matrix) {
        x.set(matrix);
        rows = matrix.rows();
        cols = Math.toIntExact(matrix.cols());
        rowsPerChunk = rowsPerChunk(cols);
        return chunks(rows, rowsPerChunk);
    }

    final long rows() { return rows; }

    final int cols() { return cols; }

    @Override
    final void run(int chunk, Scratch scratch) {
        begin(chunk);
        boolean dense = x.colStride() == 1 || cols == 1;
        long last = Math.min(rows, (chunk + 1) * rowsPerChunk);
        for (long i = chunk * rowsPerChunk; i < last; i++) {
            if (dense)
                row(chunk, i, x.segment(), x.at(i, 0) * Float.BYTES, scratch);
            else {
                var panel = scratch.panel(cols);
                Staging.gatherRow(x, i, 0, cols, panel, 0);
                row(chunk, i, panel, 0, scratch);
            }
        }
    }
}
