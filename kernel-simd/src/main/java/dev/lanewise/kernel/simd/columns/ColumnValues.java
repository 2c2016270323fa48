package dev.lanewise.kernel.simd.columns;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;
import dev.lanewise.kernel.simd.elementwise.ElementwiseLoops;
import dev.lanewise.kernel.simd.elementwise.ElementwiseVectors;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;

import java.lang.foreign.MemorySegment;

/** Rows of numbers, one for each column of a matrix: dense, aligned, with room for whole vectors. */
class ColumnValues {
    private MemorySegment memory = Scratch.allocate(Lanes.COUNT);
    private int cols;
    private int size;
    private boolean loops;

    /** Makes room; what was there before may stay. */
    final void resize(int rows, long newCols) {
        size = Lanes.rowBytes(newCols);
        cols = (int) newCols;
        memory = Scratch.grown(memory, (long) rows * Lanes.padded(cols));
    }

    /** Chooses between vector code and plain loops ({@code SimdCompute.LITTLE_WORK}). */
    final void useLoops(boolean newLoops) {
        loops = newLoops;
    }

    final MemorySegment memory() { return memory; }

    /** Bytes of a row, whole vectors. */
    final int size() { return size; }

    /** Byte position of a row. */
    final long at(int row) { return (long) row * size; }

    /** Byte position of column {@code j} of a row. */
    final long at(int row, long j) {
        return at(row) + j * Float.BYTES;
    }

    final int cols() { return cols; }

    final float get(int row, int j) { return memory.get(JAVA_FLOAT, at(row, j)); }

    final void set(int row, int j, float value) { memory.set(JAVA_FLOAT, at(row, j), value); }

    final void fill(int row, float value) { fill(row, 0, size, value); }

    /** Fills {@code bytes} of a row, from column {@code j} on. */
    final void fill(int row, long j, int bytes, float value) {
        if (loops)
            ElementwiseLoops.fill(value, memory, at(row, j), bytes);
        else
            ElementwiseVectors.fill(value, memory, at(row, j), bytes);
    }

    /** {@code out = a b}. */
    final void mul(int a, int b, int out) {
        if (loops)
            ElementwiseLoops.mul(memory, at(a), memory, at(b), memory, at(out), size);
        else
            ElementwiseVectors.mul(memory, at(a), memory, at(b), memory, at(out), size);
    }

    /** {@code y = alpha x + beta y}. */
    final void axpby(float alpha, int x, float beta, int y) {
        if (loops)
            ElementwiseLoops.axpby(alpha, memory, at(x), beta, memory, at(y), memory, at(y), size);
        else
            ElementwiseVectors.axpby(alpha, memory, at(x), beta, memory, at(y), memory, at(y), size);
    }

    /** Adds the {@code count - 1} rows that follow {@code first} to it, in their order. */
    final void addUp(int first, int count) {
        for (int row = first + 1; row < first + count; row++)
            if (loops)
                ElementwiseLoops.add(memory, at(first), memory, at(row), memory, at(first), size);
            else
                ElementwiseVectors.add(memory, at(first), memory, at(row), memory, at(first), size);
    }

    /** Copies a matrix of one row. */
    final void read(int row, View from) {
        Staging.gather(HostBuffer.segment(from), from.offset() * Float.BYTES, from.colStride(), cols, memory, at(row));
    }

    /** Copies row {@code i} of a matrix. */
    final void readRow(int row, Operand from, long i) {
        Staging.gatherRow(from, i, 0, cols, memory, at(row));
    }

    /** Copies to a matrix of one row. */
    final void write(int row, View to) {
        Staging.scatter(memory, at(row), HostBuffer.segment(to), to.offset() * Float.BYTES, to.colStride(), cols);
    }
}
