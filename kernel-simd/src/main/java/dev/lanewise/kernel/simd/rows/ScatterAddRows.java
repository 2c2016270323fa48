package dev.lanewise.kernel.simd.rows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;
import dev.lanewise.kernel.simd.elementwise.ElementwiseVectors;
import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/**
 * Adds rows to numbered rows. A chunk is a range of columns: so no two threads meet, and repeated rows add up in order.
 */
public final class ScatterAddRows extends Job {
    /** Columns in a chunk: whole cache lines of each row. */
    private static final int BLOCK_COLS = 256;

    private final Operand source = new Operand();
    private final Operand out = new Operand();
    private MemorySegment numbers;
    private long numbersAt;
    private long sourceRows;
    private long outRows;
    private long cols;

    public void run(Workers workers, View from, Indices rows, View to) {
        source.set(from);
        out.set(to);
        numbers = HostBuffer.segment(rows);
        numbersAt = rows.offset();
        sourceRows = from.rows();
        outRows = to.rows();
        cols = to.cols();
        workers.run(this, chunks(cols, BLOCK_COLS));
    }

    @Override
    protected void run(int chunk, Scratch scratch) {
        long j = (long) chunk * BLOCK_COLS;
        int count = (int) Math.min(BLOCK_COLS, cols - j);
        for (long i = 0; i < sourceRows; i++) {
            int row = numbers.get(JAVA_INT, (numbersAt + i) * Integer.BYTES);
            if (row >= 0 && row < outRows)
                addRow(i, row, j, count, scratch.blocks);
        }
    }

    private void addRow(long i, long row, long j, int count, MemorySegment blocks) {
        if (source.colStride() == 1 && out.colStride() == 1 && count % Lanes.COUNT == 0) {
            long at = out.at(row, j) * Float.BYTES;
            ElementwiseVectors.add(source.segment(), source.at(i, j) * Float.BYTES, out.segment(), at,
                    out.segment(), at, count * Float.BYTES);
            return;
        }
        Staging.gatherRow(source, i, j, count, blocks, Scratch.X);
        Staging.gatherRow(out, row, j, count, blocks, Scratch.OUT);
        ElementwiseVectors.add(blocks, Scratch.X, blocks, Scratch.OUT, blocks, Scratch.OUT,
                Lanes.padded(count) * Float.BYTES);
        Staging.scatterRow(blocks, Scratch.OUT, out, row, j, count);
    }
}
