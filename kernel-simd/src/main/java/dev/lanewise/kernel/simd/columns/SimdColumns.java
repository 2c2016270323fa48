package dev.lanewise.kernel.simd.columns;

import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.elementwise.ElementwiseVectors;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/** Reductions along columns: each block of rows leaves a row of partial results, combined in the order of blocks. */
public final class SimdColumns extends ColumnJob.Groups {
    private final boolean loops;
    private final Operand x = new Operand();
    private final ColumnValues partials = new ColumnValues();
    private final MemorySegment neutralRow = Scratch.allocate(STRIP);
    private Reduction op;
    private float neutral;
    private float filled;

    public SimdColumns(boolean loops) {
        this.loops = loops;
        partials.useLoops(loops);
    }

    public void run(Workers workers, Reduction newOp, View matrix, View result) {
        op = newOp;
        neutral = op == Reduction.MAX ? Float.NEGATIVE_INFINITY : 0;
        if (neutral != filled) {
            ElementwiseVectors.fill(neutral, neutralRow, 0, STRIP * Float.BYTES);
            filled = neutral;
        }
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
        partials.fill(block, j, size, neutral);
    }

    @Override
    void rows(int block, long i, int height, long j, int width, ColumnScratch scratch) {
        var group = scratch.x;
        group.read(x, i, height, j, width, neutralRow, 0);
        int size = Lanes.padded(width) * Float.BYTES;
        if (op == Reduction.MAX)
            ColumnKernels.max(group.segment(), group.at(), group.stride(), partials.memory(), partials.at(block, j),
                    size);
        else if (loops)
            ColumnLoops.sumRows(group, partials.memory(),
                    partials.at(block, j), size);
        else
            ColumnKernels.sum(group.segment(), group.at(), group.stride(), partials.memory(), partials.at(block, j),
                    size);
    }

    /** On the calling thread: there are at most 256 blocks. */
    private void combine(int blocks, long rows) {
        var memory = partials.memory();
        int size = partials.size();
        if (op != Reduction.MAX)
            partials.addUp(0, blocks);
        else
            for (int block = 1; block < blocks; block++)
                ElementwiseVectors.max(memory, 0, memory, partials.at(block), memory, 0, size);
        if (op == Reduction.MEAN)
            ColumnKernels.divide(memory, 0, rows, size);
    }
}
