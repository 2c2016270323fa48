package dev.lanewise.kernel.simd.rows;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.elementwise.VectorMath;
import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Runs;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Transpose;

import java.lang.foreign.MemorySegment;

/**
 * Walks a matrix of few columns, several rows at once: they are transposed, so that each row has a lane of
 * its own, and each column is a vector. A row of ten elements by itself would take as long as one of a hundred.
 */
abstract class NarrowRowJob extends Job {
    /** Columns up to which that is faster: at 32, with 16 lanes, by a quarter; at 10 three times as fast. */
    static final int MAX_COLS = 2 * Lanes.COUNT;

    private static final int PANEL_BYTES = MAX_COLS * Lanes.BYTES;

    /** Byte positions of the rows, transposed, of room for as many results, and of room for one number of each row. */
    static final long X = 0;
    static final long OUT = PANEL_BYTES;
    static final long MAX = 2L * PANEL_BYTES;
    static final long SUM = MAX + Lanes.BYTES;
    private static final long FLOATS = 2L * MAX_COLS * Lanes.COUNT + 2 * Lanes.COUNT;

    private final Operand x = new Operand();
    private long rows;
    private int cols;
    private long rowsPerChunk;

    /** Computes up to {@link Lanes#COUNT} rows, from row {@code i} on. */
    abstract void group(int chunk, long i, int height, MemorySegment panel, Scratch scratch);

    /** Called before the first rows of a chunk. */
    void begin(int chunk) {}

    /** Takes the matrix; returns the number of chunks. */
    final int prepare(View matrix) {
        x.setMatrix(matrix);
        rows = matrix.rows();
        cols = Math.toIntExact(matrix.cols());
        rowsPerChunk = rowsPerChunk(cols) / Lanes.COUNT * Lanes.COUNT;
        return chunks(rows, rowsPerChunk);
    }

    final long rows() { return rows; }

    final int cols() { return cols; }

    final long rowsInChunk() { return rowsPerChunk; }

    /** Copies row {@code i} to an array. */
    final void readRow(long i, float[] to) {
        if (x.colStride() == 1)
            Runs.read(x.segment(), x.at(i, 0) * Float.BYTES, 0, 1, cols, to, 0, 0);
        else
            Runs.read(x.segment(), x.at(i, 0) * Float.BYTES, x.colStride() * Float.BYTES, cols, 1, to, 0, 1);
    }

    /** Copies an array to row {@code i}. */
    final void writeRow(float[] from, Operand out, long i) {
        if (out.colStride() == 1)
            Runs.write(from, 0, 0, 1, cols, out.segment(), out.at(i, 0) * Float.BYTES, 0);
        else
            Runs.write(from, 0, 1, cols, 1, out.segment(), out.at(i, 0) * Float.BYTES, out.colStride() * Float.BYTES);
    }

    /** Bytes of the rows, transposed. */
    final int size() { return cols * Lanes.BYTES; }

    @Override
    protected final void run(int chunk, Scratch scratch) {
        begin(chunk);
        var panel = scratch.panel(FLOATS);
        long last = Math.min(rows, (chunk + 1) * rowsPerChunk);
        for (long i = chunk * rowsPerChunk; i < last; i += Lanes.COUNT) {
            int height = (int) Math.min(Lanes.COUNT, last - i);
            transpose(i, height, panel, scratch);
            group(chunk, i, height, panel, scratch);
        }
    }

    /** From X and MAX: subtracts MAX from X, leaves the exponentials in OUT and their SUM. */
    final void exponentials(MemorySegment panel) {
        TransposedKernels.subtract(panel, X, size(), MAX, X);
        VectorMath.exp(panel, X, panel, OUT, size());
        TransposedKernels.sum(panel, OUT, size(), SUM);
    }

    private void transpose(long i, int height, MemorySegment panel, Scratch scratch) {
        // Whole blocks may reach into the next rows, whose elements are then beyond the last column.
        int width = Lanes.padded(cols);
        boolean whole = Transpose.BLOCKS && height == Lanes.COUNT
                && x.at(i + height - 1, 0) + width <= x.segment().byteSize() / Float.BYTES;
        Transpose.lines(x.segment(), x.at(i, 0) * Float.BYTES, x.rowStride(), x.colStride(), height,
                whole && x.colStride() == 1 ? width : cols, panel, X, Lanes.COUNT, scratch);
    }

    /** Writes the results to rows {@code i} to {@code i + height}; X is lost. */
    final void transposeBack(MemorySegment panel, Operand out, long i, int height, Scratch scratch) {
        int width = Transpose.BLOCKS ? Lanes.padded(cols) : cols;
        Transpose.lines(panel, OUT, Lanes.COUNT, 1, width, Lanes.COUNT, panel, X, width, scratch);
        TransposedKernels.closeUp(panel, X, Lanes.padded(cols) * Float.BYTES, width * (long) Float.BYTES, OUT,
                cols * (long) Float.BYTES, height);
        boolean dense = out.rowStride() == cols && out.colStride() == 1;
        int rowsAtOnce = dense ? height : 1;
        for (int r = 0; r < height; r += rowsAtOnce)
            Staging.scatterRow(panel, OUT + (long) r * cols * Float.BYTES, out, i + r, 0, rowsAtOnce * cols);
    }

    /** The element of row {@code r} of the group in column {@code j}. */
    static float element(MemorySegment panel, long at, int r, int j) {
        return panel.get(JAVA_FLOAT, at + j * (long) Lanes.BYTES + r * Float.BYTES);
    }
}
