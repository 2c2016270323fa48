package dev.lanewise.kernel.simd.columns;

import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Workers;

/**
 * Walks a matrix whose columns belong together, yet in the order of its memory: elements of a column that are a power
 * of two apart would fall into a few sets of the caches, and each would be on a page of its own. A chunk is a block of
 * rows and a strip of columns.
 */
abstract class ColumnJob extends Job {
    /**
     * Rows that a kernel adds up at once, so that what it keeps for columns is read and written once for all of them:
     * as many as 16 registers hold beside that.
     */
    static final int ROWS = 4;

    /** Columns of a strip: what a kernel keeps for them, some 4 KiB each, stays in the first-level cache. */
    static final int STRIP = 1024;

    /** Most blocks of rows: the results of all of them are combined by one thread. */
    private static final int MAX_BLOCKS = 256;

    private long rows;
    private long cols;
    private int strips;
    private long rowsPerBlock;

    private ColumnJob() {}

    /** Takes the shape; returns the number of blocks of rows. */
    final int prepare(long newRows, long newCols) {
        rows = newRows;
        cols = newCols;
        strips = chunks(cols, STRIP);
        // Two chunks of other work: what a block leaves behind is to be little beside the block, and little in all.
        long least = Math.max(2 * CHUNK / Math.clamp(cols, 1, STRIP), Math.ceilDiv(rows, MAX_BLOCKS));
        rowsPerBlock = Math.ceilDiv(least, ROWS) * ROWS;
        return chunks(rows, rowsPerBlock);
    }

    /** Runs all blocks, as {@link #prepare} cut them. */
    final void start(Workers workers) {
        workers.run(this, Math.multiplyExact(chunks(rows, rowsPerBlock), strips));
    }

    @Override
    protected final void run(int chunk, Scratch scratch) {
        int block = chunk / strips;
        long j = (long) (chunk % strips) * STRIP;
        long i = block * rowsPerBlock;
        block(block, i, Math.min(rows, i + rowsPerBlock), j, (int) Math.min(STRIP, cols - j),
                scratch.get(ColumnScratch.SLOT));
    }

    /** Computes rows {@code i} to {@code end}, columns {@code j} to {@code j + width}. */
    abstract void block(int block, long i, long end, long j, int width, ColumnScratch scratch);

    /** Adds up columns. */
    abstract static class Groups extends ColumnJob {
        /** Called before the first rows of a block: columns {@code j ..}, {@code size} bytes of whole vectors. */
        abstract void begin(int block, long j, int size);

        /** Takes up to {@link #ROWS} rows, columns {@code j} to {@code j + width}. */
        abstract void rows(int block, long i, int height, long j, int width, ColumnScratch scratch);

        @Override
        final void block(int block, long i, long end, long j, int width, ColumnScratch scratch) {
            begin(block, j, Lanes.padded(width) * Float.BYTES);
            for (long row = i; row < end; row += ROWS)
                rows(block, row, (int) Math.min(ROWS, end - row), j, width, scratch);
        }
    }

    /** Writes a matrix. */
    abstract static class Writer extends ColumnJob {
        /** Computes up to {@link #ROWS} rows, columns {@code j} to {@code j + width}: whole vectors or part of one. */
        abstract void rows(long i, int height, long j, int width, ColumnScratch scratch);

        @Override
        final void block(int block, long i, long end, long j, int width, ColumnScratch scratch) {
            int whole = Lanes.whole(width);
            for (long row = i; row < end; row += ROWS) {
                int height = (int) Math.min(ROWS, end - row);
                if (whole > 0)
                    rows(row, height, j, whole, scratch);
                if (whole < width)
                    rows(row, height, j + whole, width - whole, scratch);
            }
        }
    }
}
