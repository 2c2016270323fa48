package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.SimdColumns.BLOCK_COLS;

import java.lang.foreign.MemorySegment;

/**
 * A block of {@link SimdColumns#BLOCK_COLS} columns of a matrix, over all its rows: where it lies, or a copy of it if
 * it does not lie dense or does not fill whole vectors.
 */
final class ColumnBlock {
    private static final long RUN = BLOCK_COLS * Float.BYTES;

    private MemorySegment memory = Scratch.allocate(BLOCK_COLS);
    private MemorySegment segment;
    private long at;
    private long stride;
    private boolean copied;

    /** Takes columns {@code j ..} of a matrix to be read. */
    void read(Operand x, long j, int width, int rows) {
        place(x, j, width, rows);
        if (copied)
            for (int i = 0; i < rows; i++)
                Staging.gatherRow(x, i, j, width, segment, i * RUN);
    }

    /** Takes columns {@code j ..} of a matrix to be written. */
    void place(Operand x, long j, int width, int rows) {
        copied = width % Lanes.COUNT != 0 || x.colStride() != 1;
        if (copied)
            memory = Scratch.grown(memory, (long) rows * BLOCK_COLS);
        segment = copied ? memory : x.segment();
        at = copied ? 0 : x.at(0, j) * Float.BYTES;
        stride = copied ? RUN : x.rowStride() * Float.BYTES;
    }

    /** Writes the copy back, if it is one. */
    void store(Operand x, long j, int width, int rows) {
        if (copied)
            for (int i = 0; i < rows; i++)
                Staging.scatterRow(segment, i * RUN, x, i, j, width);
    }

    MemorySegment segment() { return segment; }

    /** Byte position of the first row. */
    long at() { return at; }

    /** Bytes from row to row. */
    long stride() { return stride; }
}
