package dev.lanewise.kernel.simd.columns;

import static dev.lanewise.kernel.simd.columns.ColumnJob.ROWS;
import static dev.lanewise.kernel.simd.columns.ColumnJob.STRIP;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;

import dev.lanewise.kernel.simd.elementwise.ElementwiseVectors;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Window;

import java.lang.foreign.MemorySegment;

/**
 * Some rows of a strip of columns: where they are stored, or a copy of them if they are not dense or fewer than a
 * kernel takes. Kernels take whole vectors: they may read on into the next row where there is one, but never write
 * there.
 */
final class RowGroup implements Window.Rows {
    private static final long RUN = STRIP * Float.BYTES;

    private final MemorySegment memory = Scratch.allocate(ROWS * STRIP);
    private MemorySegment segment;
    private long at;
    private long stride;
    private boolean copied;

    /**
     * Takes {@link ColumnJob#ROWS} rows from {@code (i, j)} on to be read.
     *
     * @param height how many rows there are
     * @param filler stands for rows that are missing, from its byte {@code fillerAt} on
     */
    void read(Operand x, long i, int height, long j, int width, MemorySegment filler, long fillerAt) {
        if (isReadable(x, i, height, j, width))
            place(x, i, j);
        else {
            copy(x, i, height, j, width);
            for (int r = height; r < ROWS; r++)
                MemorySegment.copy(filler, fillerAt, memory, r * RUN, (long) width * Float.BYTES);
        }
    }

    /** Multiplies a copy of the rows, each by the same {@code factors}, of which each column has one. */
    void multiply(MemorySegment factors, long factorsAt, int width) {
        for (int r = 0; r < ROWS; r++) {
            if (!copied)
                MemorySegment.copy(segment, at + r * stride, memory, r * RUN, (long) width * Float.BYTES);
            ElementwiseVectors.mul(memory, r * RUN, factors, factorsAt, memory, r * RUN,
                    Lanes.padded(width) * Float.BYTES);
        }
        placeCopy();
    }

    /** Takes {@link ColumnJob#ROWS} rows from {@code (i, j)} on to be written, of which there are {@code height}. */
    void placeRows(Operand x, long i, int height, long j, int width) {
        if (height == ROWS && width % Lanes.COUNT == 0 && x.colStride() == 1)
            place(x, i, j);
        else
            placeCopy();
    }

    /** Writes the rows to their place, if they are copies. */
    void storeRows(Operand x, long i, int height, long j, int width) {
        if (copied)
            for (int r = 0; r < height; r++)
                Staging.scatterRow(memory, r * RUN, x, i + r, j, width);
    }

    private static boolean isReadable(Operand x, long i, int height, long j, int width) {
        return height == ROWS && x.colStride() == 1
                && x.at(i + ROWS - 1, j) + Lanes.padded(width) <= x.segment().byteSize() / Float.BYTES;
    }

    private void place(Operand x, long i, long j) {
        copied = false;
        segment = x.segment();
        at = x.at(i, j) * Float.BYTES;
        stride = x.rowStride() * Float.BYTES;
    }

    private void placeCopy() {
        copied = true;
        segment = memory;
        at = 0;
        stride = RUN;
    }

    private void copy(Operand x, long i, int height, long j, int width) {
        placeCopy();
        for (int r = 0; r < height; r++)
            Staging.gatherRow(x, i + r, j, width, memory, r * RUN);
    }

    @Override
    public int count() { return ROWS; }

    @Override
    public MemorySegment segment() { return NATIVE.cast(segment); }

    @Override
    public long at() { return at; }

    @Override
    public long stride() { return stride; }
}
