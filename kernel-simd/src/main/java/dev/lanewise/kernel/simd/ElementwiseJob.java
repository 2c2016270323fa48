package dev.lanewise.kernel.simd;

import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * Walks up to three views of one shape as runs along the last dimension. Dimensions that follow one another in memory
 * in all views are merged first, so contiguous views of equal layout are one long run.
 */
abstract class ElementwiseJob extends Job {
    private final Operand x = new Operand();
    private final Operand y = new Operand();
    private final Operand out = new Operand();
    private final long[] sizes = new long[View.MAX_RANK];
    private boolean dense;
    private int piecesPerRow;
    private long rowsPerChunk;

    /**
     * Computes a run. The positions are bytes; a kernel reads only the operands that its operation has.
     *
     * @param size bytes, whole vectors
     * @param scratch its block WORK is free
     */
    abstract void apply(MemorySegment xs, long xAt, MemorySegment ys, long yAt, MemorySegment outs, long outAt,
            int size, Scratch scratch);

    /** Runs the operation; operands that it does not have are given as {@code out}. */
    final void start(Workers workers, View first, View second, View result) {
        x.set(first);
        y.set(second);
        out.set(result);
        for (int d = 0; d < View.MAX_RANK; d++)
            sizes[d] = result.size4(d);
        if (out.colStride() != 1 && out.rowStride() == 1)
            exchangeRowsAndColumns();
        merge();
        dense = out.colStride() == 1 && x.colStride() == 1 && y.colStride() == 1;
        long rows = sizes[0] * sizes[1] * sizes[2];
        if (rows == 0 || sizes[3] == 0)
            return;
        piecesPerRow = chunks(sizes[3], CHUNK);
        rowsPerChunk = piecesPerRow > 1 ? 1 : rowsPerChunk(sizes[3]);
        workers.run(this, Math.multiplyExact(chunks(rows, rowsPerChunk), piecesPerRow));
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
    final void run(int chunk, Scratch scratch) {
        long row = chunk / piecesPerRow * rowsPerChunk;
        long end = Math.min(sizes[0] * sizes[1] * sizes[2], row + rowsPerChunk);
        long from = (long) (chunk % piecesPerRow) * CHUNK;
        int count = (int) Math.min(CHUNK, sizes[3] - from);
        for (; row < end; row++)
            runRow(row, from, count, scratch);
    }

    /** Whole vectors where they are, the rest through scratch; one call for both, since each is inlined whole. */
    private void runRow(long row, long from, int count, Scratch scratch) {
        long xAt = indexOf(x, row, from);
        long yAt = indexOf(y, row, from);
        long outAt = indexOf(out, row, from);
        int whole = dense ? Lanes.whole(count) : 0;
        int part;
        for (int done = 0; done < count; done += part) {
            boolean inPlace = done < whole;
            part = inPlace ? whole : Math.min(Scratch.BLOCK, count - done);
            long xPart = (xAt + done * x.colStride()) * Float.BYTES;
            long yPart = (yAt + done * y.colStride()) * Float.BYTES;
            long outPart = (outAt + done * out.colStride()) * Float.BYTES;
            var blocks = scratch.blocks;
            if (!inPlace) {
                Staging.gather(x.segment(), xPart, x.colStride(), part, blocks, Scratch.X);
                Staging.gather(y.segment(), yPart, y.colStride(), part, blocks, Scratch.Y);
            }
            apply(inPlace ? x.segment() : blocks, inPlace ? xPart : Scratch.X, inPlace ? y.segment() : blocks,
                    inPlace ? yPart : Scratch.Y, inPlace ? out.segment() : blocks, inPlace ? outPart : Scratch.OUT,
                    Lanes.padded(part) * Float.BYTES, scratch);
            if (!inPlace)
                Staging.scatter(blocks, Scratch.OUT, out.segment(), outPart, out.colStride(), part);
        }
    }

    private long indexOf(Operand operand, long row, long col) {
        long outer = row / sizes[2];
        return operand.rowAt(outer / sizes[1], outer % sizes[1], row % sizes[2]) + col * operand.colStride();
    }
}
