package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/** Reductions along columns: each block of rows leaves a row of partial results, combined in the order of blocks. */
final class SimdColumns extends ColumnJob.Groups {
    private final Operand x = new Operand();
    private final ColumnValues partials = new ColumnValues();
    private final MemorySegment neutralRow = Scratch.allocate(STRIP);
    private Reduction op;
    private float neutral;

    void run(Workers workers, Reduction newOp, View matrix, View result) {
        op = newOp;
        neutral = op == Reduction.MAX ? Float.NEGATIVE_INFINITY : 0;
        SimdElementwise.fill(neutral, neutralRow, 0, STRIP * Float.BYTES);
        x.set(matrix);
        int blocks = prepare(matrix.rows(), matrix.cols());
        partials.resize(Math.max(1, blocks), matrix.cols());
        if (blocks == 0)
            partials.fill(0, neutral);
        start(workers);
        combine(blocks, matrix.rows());
        partials.write(0, result);
    }

    @Override
    void begin(int block, long j, int size) {
        SimdElementwise.fill(neutral, partials.memory(), partials.at(block, j), size);
    }

    @Override
    void rows(int block, long i, int height, long j, int width, Scratch scratch) {
        var group = scratch.x;
        group.read(x, i, height, j, width, neutralRow, 0);
        int size = Lanes.padded(width) * Float.BYTES;
        if (op == Reduction.MAX)
            ColumnKernels.max(group.segment(), group.at(), group.stride(), partials.memory(), partials.at(block, j),
                    size);
        else
            ColumnKernels.sum(group.segment(), group.at(), group.stride(), partials.memory(), partials.at(block, j),
                    size);
    }

    /** On the calling thread: there are few blocks. */
    private void combine(int blocks, long rows) {
        var memory = partials.memory();
        int size = partials.size();
        if (op != Reduction.MAX)
            partials.addUp(0, blocks);
        else
            for (int block = 1; block < blocks; block++)
                SimdElementwise.max(memory, 0, memory, partials.at(block), memory, 0, size);
        if (op == Reduction.MEAN)
            ColumnKernels.divide(memory, 0, rows, size);
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
}
