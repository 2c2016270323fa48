package dev.lanewise.kernel.simd.runtime;

import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * Walks a matrix row by row. A row that is strided, or does not fill whole vectors, is copied to scratch and filled
 * up, so that kernels see dense whole vectors.
 */
public abstract class RowJob extends Job {
    private final Operand x = new Operand();
    private long rows;
    private int cols;
    private int size;
    private long rowsPerChunk;
    private float filler;

    /**
     * Computes one row of {@link #size} bytes.
     *
     * @param at byte position of the row in {@code memory}
     * @param scratch its panel holds the row if it was copied; the staging blocks are free
     */
    protected abstract void row(int chunk, long i, MemorySegment memory, long at, Scratch scratch);

    /** Called before the first row of a chunk. */
    protected void begin(int chunk) {}

    /** Takes the matrix, and what rows are filled up with; returns the number of chunks. */
    protected final int prepare(View matrix, float newFiller) {
        x.set(matrix);
        filler = newFiller;
        rows = matrix.rows();
        size = Lanes.rowBytes(matrix.cols());
        cols = (int) matrix.cols();
        rowsPerChunk = rowsPerChunk(cols);
        return chunks(rows, rowsPerChunk);
    }

    protected final long rows() { return rows; }

    protected final int cols() { return cols; }

    /** Bytes of a row, whole vectors. */
    protected final int size() { return size; }

    /** Whether rows of this operand can be read or written where they are. */
    protected final boolean isDirect(Operand operand) {
        return cols % Lanes.COUNT == 0 && operand.colStride() == 1;
    }

    @Override
    protected final void run(int chunk, Scratch scratch) {
        begin(chunk);
        boolean direct = isDirect(x);
        long last = Math.min(rows, (chunk + 1) * rowsPerChunk);
        for (long i = chunk * rowsPerChunk; i < last; i++) {
            // One call for both, since each is inlined whole.
            var memory = direct ? x.segment() : gather(i, scratch);
            row(chunk, i, memory, direct ? x.at(i, 0) * Float.BYTES : 0, scratch);
        }
    }

    private MemorySegment gather(long i, Scratch scratch) {
        var panel = scratch.panel(Lanes.padded(cols));
        Staging.gatherRow(x, i, 0, cols, panel, 0);
        Staging.fill(filler, panel, (long) cols * Float.BYTES, Lanes.padded(cols) - cols);
        return panel;
    }
}
