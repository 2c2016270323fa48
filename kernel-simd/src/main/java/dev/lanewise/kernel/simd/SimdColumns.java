package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.COUNT;
import static dev.lanewise.kernel.simd.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * Reductions along columns. The matrix is cut into blocks of rows and columns; each block leaves a row of partial
 * results, which are combined in the order of the blocks.
 */
final class SimdColumns extends Job {
    /** Columns in a block: a multiple of every lane count, and whole cache lines of each row. */
    static final int BLOCK_COLS = 64;

    private static final int RUN = BLOCK_COLS * Float.BYTES;

    /** Rows in a block: the same number of elements as a chunk of other work. */
    private static final int BLOCK_ROWS = CHUNK / BLOCK_COLS;

    private final Operand x = new Operand();
    private final Operand out = new Operand();
    private Reduction op;
    private long rows;
    private long cols;
    private int columnBlocks;
    private MemorySegment partials = Scratch.allocate(BLOCK_COLS);

    void run(Workers workers, Reduction newOp, View matrix, View result) {
        op = newOp;
        x.set(matrix);
        out.set(result);
        rows = matrix.rows();
        cols = matrix.cols();
        columnBlocks = chunks(cols, BLOCK_COLS);
        int rowBlocks = chunks(rows, BLOCK_ROWS);
        partials = Scratch.grown(partials, Math.max(1, rowBlocks) * stride());
        workers.run(this, Math.multiplyExact(rowBlocks, columnBlocks));
        combine(rowBlocks);
    }

    /** Floats from one row of partial results to the next. */
    private long stride() {
        return (long) columnBlocks * BLOCK_COLS;
    }

    @Override
    void run(int chunk, Scratch scratch) {
        long i = (long) (chunk / columnBlocks) * BLOCK_ROWS;
        long j = (long) (chunk % columnBlocks) * BLOCK_COLS;
        int height = (int) Math.min(BLOCK_ROWS, rows - i);
        int width = (int) Math.min(BLOCK_COLS, cols - j);
        long to = (chunk / columnBlocks * stride() + j) * Float.BYTES;
        if (x.colStride() == 1 && width % COUNT == 0) {
            reduce(x.segment(), x.at(i, j) * Float.BYTES, x.rowStride(), height, width, to);
            return;
        }
        var panel = scratch.panel(CHUNK);
        for (int r = 0; r < height; r++)
            Staging.gatherRow(x, i + r, j, width, panel, (long) r * BLOCK_COLS * Float.BYTES);
        reduce(panel, 0, BLOCK_COLS, height, Lanes.padded(width), to);
    }

    private void reduce(MemorySegment block, long at, long rowStride, int height, int width, long to) {
        for (int c = 0; c < width * Float.BYTES; c += BYTES)
            if (op == Reduction.MAX)
                max(block, at + c, rowStride * Float.BYTES, height, partials, to + c);
            else
                sum(block, at + c, rowStride * Float.BYTES, height, partials, to + c);
    }

    /** Combines the partial rows on the calling thread: there is one for {@link #BLOCK_ROWS} rows of the matrix. */
    private void combine(int rowBlocks) {
        for (long c = 0; c < stride() * Float.BYTES; c += BYTES)
            if (rowBlocks == 0)
                broadcast(FLOATS, op == Reduction.MAX ? Float.NEGATIVE_INFINITY : 0f).intoMemorySegment(partials, c,
                        ORDER);
            else if (op == Reduction.MAX)
                max(partials, c, stride() * Float.BYTES, rowBlocks, partials, c);
            else
                sum(partials, c, stride() * Float.BYTES, rowBlocks, partials, c);
        if (op == Reduction.MEAN)
            for (long c = 0; c < stride() * Float.BYTES; c += RUN)
                divide(partials, c, rows);
        for (long j = 0; j < cols; j += BLOCK_COLS)
            Staging.scatterRow(partials, j * Float.BYTES, out, 0, j, (int) Math.min(BLOCK_COLS, cols - j));
    }

    /** Divides a run of {@link #BLOCK_COLS} floats. */
    private static void divide(MemorySegment x, long at, float divisor) {
        for (int i = 0; i < RUN; i += BYTES)
            fromMemorySegment(FLOATS, x, at + i, ORDER).div(divisor).intoMemorySegment(x, at + i, ORDER);
    }

    /** Adds up one vector of columns, {@code rowStride} bytes from row to row. */
    static void sum(MemorySegment x, long at, long rowStride, int rows, MemorySegment out, long outAt) {
        var s0 = broadcast(FLOATS, 0f);
        var s1 = broadcast(FLOATS, 0f);
        var s2 = broadcast(FLOATS, 0f);
        var s3 = broadcast(FLOATS, 0f);
        long row = at;
        int i = 0;
        for (; i < rows - 3; i += 4) {
            s0 = s0.add(fromMemorySegment(FLOATS, x, row, ORDER));
            s1 = s1.add(fromMemorySegment(FLOATS, x, row + rowStride, ORDER));
            s2 = s2.add(fromMemorySegment(FLOATS, x, row + 2 * rowStride, ORDER));
            s3 = s3.add(fromMemorySegment(FLOATS, x, row + 3 * rowStride, ORDER));
            row += 4 * rowStride;
        }
        for (; i < rows; i++) {
            s0 = s0.add(fromMemorySegment(FLOATS, x, row, ORDER));
            row += rowStride;
        }
        s0.add(s1).add(s2.add(s3)).intoMemorySegment(out, outAt, ORDER);
    }

    private static void max(MemorySegment x, long at, long rowStride, int rows, MemorySegment out, long outAt) {
        var m0 = broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        var m1 = m0;
        long row = at;
        int i = 0;
        for (; i < rows - 1; i += 2) {
            m0 = m0.max(fromMemorySegment(FLOATS, x, row, ORDER));
            m1 = m1.max(fromMemorySegment(FLOATS, x, row + rowStride, ORDER));
            row += 2 * rowStride;
        }
        if (i < rows)
            m0 = m0.max(fromMemorySegment(FLOATS, x, row, ORDER));
        m0.max(m1).intoMemorySegment(out, outAt, ORDER);
    }
}
