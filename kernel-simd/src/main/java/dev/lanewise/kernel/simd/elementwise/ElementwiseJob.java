package dev.lanewise.kernel.simd.elementwise;

import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/**
 * Walks up to three views of one shape as runs along the last dimension. Dimensions that follow one another in memory
 * in all views are merged first, so contiguous views of equal layout are one long run. Where one operand is a row that
 * is repeated, such as a bias, it is laid out several times in scratch, so that a run covers several rows.
 */
abstract class ElementwiseJob extends Job {
    private final Operand x = new Operand();
    private final Operand y = new Operand();
    private final Operand out = new Operand();
    private final long[] sizes = new long[View.MAX_RANK];
    private int operands;
    private long rows;
    private boolean dense;
    private boolean xRepeats;
    private boolean yRepeats;
    private int rowsPerRun;
    private int piecesPerRow;
    private long rowsPerChunk;

    /**
     * Computes a run. The positions are bytes; a kernel reads only the operands that its operation has.
     *
     * @param size bytes, whole vectors
     */
    abstract void apply(MemorySegment xs, long xAt, MemorySegment ys, long yAt, MemorySegment outs, long outAt,
            int size);

    /** Runs an operation on two operands. */
    final void start(Workers workers, View first, View second, View result) {
        start(workers, 2, first, second, result);
    }

    /** Runs an operation on one operand. */
    final void start(Workers workers, View first, View result) {
        start(workers, 1, first, result, result);
    }

    /** Runs an operation on no operand. */
    final void start(Workers workers, View result) {
        start(workers, 0, result, result, result);
    }

    private void start(Workers workers, int count, View first, View second, View result) {
        operands = count;
        x.set(first);
        y.set(second);
        out.set(result);
        for (int d = 0; d < View.MAX_RANK; d++)
            sizes[d] = result.size4(d);
        if (out.colStride() != 1 && out.rowStride() == 1)
            exchangeRowsAndColumns();
        merge();
        rows = sizes[0] * sizes[1] * sizes[2];
        if (rows == 0 || sizes[3] == 0)
            return;
        dense = out.colStride() == 1 && x.colStride() == 1 && y.colStride() == 1;
        findRepeatedRow();
        piecesPerRow = chunks(sizes[3], CHUNK);
        rowsPerChunk = rows == 1 || piecesPerRow > 1 ? 1 : rowsPerChunk(sizes[3]);
        workers.run(this, Math.multiplyExact(rows == 1 ? 1 : chunks(rows, rowsPerChunk), piecesPerRow));
    }

    /** A run covers several rows if at least two fit a block of scratch and all other rows follow one another. */
    private void findRepeatedRow() {
        xRepeats = x.rowStride() == 0;
        yRepeats = y.rowStride() == 0;
        boolean possible = dense && sizes[2] > 1 && sizes[3] <= Scratch.BLOCK / 2 && xRepeats != yRepeats
                && (xRepeats || follows(x, 2)) && (yRepeats || follows(y, 2)) && follows(out, 2);
        xRepeats &= possible;
        yRepeats &= possible;
        rowsPerRun = possible ? (int) (Scratch.BLOCK / sizes[3]) : 1;
    }

    /** Each element depends on its own place alone, so a transposed result may be walked in the order of its memory. */
    private void exchangeRowsAndColumns() {
        long rows = sizes[2];
        sizes[2] = sizes[3];
        sizes[3] = rows;
        exchange(x);
        exchange(y);
        exchange(out);
    }

    private static void exchange(Operand operand) {
        long stride = operand.rowStride();
        operand.setStride(2, operand.colStride());
        operand.setStride(3, stride);
    }

    private void merge() {
        for (int d = View.MAX_RANK - 2; d >= 0; d--) {
            if (sizes[d] == 1)
                continue;
            if (sizes[3] == 1) {
                takeStride(x, d);
                takeStride(y, d);
                takeStride(out, d);
            } else if (!follows(x, d) || !follows(y, d) || !follows(out, d))
                return;
            sizes[3] *= sizes[d];
            sizes[d] = 1;
        }
    }

    private static void takeStride(Operand operand, int dim) { operand.setStride(3, operand.stride(dim)); }

    private boolean follows(Operand operand, int dim) { return operand.stride(dim) == sizes[3] * operand.colStride(); }

    @Override
    protected final void run(int chunk, Scratch scratch) {
        long row = chunk / piecesPerRow * rowsPerChunk;
        long end = Math.min(rows, row + rowsPerChunk);
        long from = (long) (chunk % piecesPerRow) * CHUNK;
        int count = (int) Math.min(CHUNK, sizes[3] - from);
        boolean flat = rows == sizes[2];
        while (row < end) {
            // Rows of one outer index are stored a constant distance apart.
            long outer = flat ? 0 : row / sizes[2];
            long inner = row - outer * sizes[2];
            int height = (int) Math.min(end - row, sizes[2] - inner);
            long i0 = flat ? 0 : outer / sizes[1];
            runRows(i0, outer - i0 * sizes[1], inner, height, from, count, scratch);
            row += height;
        }
    }

    private void runRows(long i0, long i1, long i2, int height, long from, int count, Scratch scratch) {
        var xs = x.segment();
        var ys = y.segment();
        long xAt = (x.rowAt(i0, i1, i2) + from * x.colStride()) * Float.BYTES;
        long yAt = (y.rowAt(i0, i1, i2) + from * y.colStride()) * Float.BYTES;
        long outAt = (out.rowAt(i0, i1, i2) + from * out.colStride()) * Float.BYTES;
        if (xRepeats) {
            repeat(xs, xAt, count, Math.min(rowsPerRun, height), scratch);
            xs = scratch.blocks;
            xAt = Scratch.WORK;
        }
        if (yRepeats) {
            repeat(ys, yAt, count, Math.min(rowsPerRun, height), scratch);
            ys = scratch.blocks;
            yAt = Scratch.WORK;
        }
        long xStep = x.rowStride() * rowsPerRun * Float.BYTES;
        long yStep = y.rowStride() * rowsPerRun * Float.BYTES;
        long outStep = out.rowStride() * rowsPerRun * Float.BYTES;
        for (int r = 0; r < height; r += rowsPerRun) {
            run(xs, xAt, ys, yAt, outAt, Math.min(rowsPerRun, height - r) * count, scratch);
            xAt += xStep;
            yAt += yStep;
            outAt += outStep;
        }
    }

    /** Copies a run of {@code count} elements {@code times} times to block WORK, twice as many with each copy. */
    private static void repeat(MemorySegment from, long at, int count, int times, Scratch scratch) {
        long size = (long) count * Float.BYTES;
        long end = size * times;
        MemorySegment.copy(from, at, scratch.blocks, Scratch.WORK, size);
        for (long done = size; done < end; done += done)
            MemorySegment.copy(scratch.blocks, Scratch.WORK, scratch.blocks, Scratch.WORK + done,
                    Math.min(done, end - done));
    }

    /** Whole vectors where they are, the rest through scratch; one call for both, since each is inlined whole. */
    private void run(MemorySegment xs, long xAt, MemorySegment ys, long yAt, long outAt, int count, Scratch scratch) {
        int whole = dense ? Lanes.whole(count) : 0;
        int part;
        for (int done = 0; done < count; done += part) {
            boolean inPlace = done < whole;
            part = inPlace ? whole : Math.min(Scratch.BLOCK, count - done);
            long xPart = xAt + done * x.colStride() * Float.BYTES;
            long yPart = yAt + done * y.colStride() * Float.BYTES;
            long outPart = outAt + done * out.colStride() * Float.BYTES;
            var blocks = scratch.blocks;
            if (!inPlace && operands > 0)
                Staging.gather(xs, xPart, x.colStride(), part, blocks, Scratch.X);
            if (!inPlace && operands > 1)
                Staging.gather(ys, yPart, y.colStride(), part, blocks, Scratch.Y);
            apply(inPlace ? xs : blocks, inPlace ? xPart : Scratch.X, inPlace ? ys : blocks,
                    inPlace ? yPart : Scratch.Y, inPlace ? out.segment() : blocks, inPlace ? outPart : Scratch.OUT,
                    Lanes.padded(part) * Float.BYTES);
            if (!inPlace)
                Staging.scatter(blocks, Scratch.OUT, out.segment(), outPart, out.colStride(), part);
        }
    }
}
