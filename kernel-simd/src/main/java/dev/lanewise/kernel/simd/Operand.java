package dev.lanewise.kernel.simd;

import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

import java.lang.foreign.MemorySegment;

/** Where the elements of an argument lie; a job refills it in every call. Positions and distances count elements. */
final class Operand {
    private MemorySegment segment;
    private long offset;
    private boolean contiguous;
    private final long[] strides = new long[View.MAX_RANK];

    void set(View x) {
        setSegment(HostBuffer.segment(x));
        offset = x.offset();
        contiguous = x.isContiguous();
        for (int d = 0; d < View.MAX_RANK; d++)
            strides[d] = x.stride4(d);
    }

    /** Takes a matrix, of which only rows and columns will be asked for. */
    void setMatrix(View x) {
        setSegment(HostBuffer.segment(x));
        offset = x.offset();
        strides[2] = x.rowStride();
        strides[3] = x.colStride();
    }

    /** Takes matrix {@code (p, q)} of a batch. */
    void set(View x, long p, long q) {
        set(x);
        offset = x.rowAt(p, q, 0);
    }

    /** Moves to another matrix of the same batch. */
    void setOffset(long element) { offset = element; }

    /** A reference is not stored again: with three operands the collector's barriers take 15 ns. */
    @SuppressWarnings("MemorySegmentReferenceEquality") // The same object or not is the question.
    private void setSegment(MemorySegment memory) {
        if (segment != memory)
            segment = memory;
    }

    MemorySegment segment() { return segment; }

    long stride(int dim) { return strides[dim]; }

    void setStride(int dim, long stride) { strides[dim] = stride; }

    long rowStride() { return strides[2]; }

    long colStride() { return strides[3]; }

    boolean isContiguous() { return contiguous; }

    /** Index of element {@code i} in row-major order of a contiguous view. */
    long linear(long i) { return offset + i; }

    /** Index of element {@code (i, j)} of a matrix. */
    long at(long i, long j) {
        return offset + i * strides[2] + j * strides[3];
    }

    /** Index of the first element of row {@code (i0, i1, i2)}. */
    long rowAt(long i0, long i1, long i2) {
        return offset + i0 * strides[0] + i1 * strides[1] + i2 * strides[2];
    }
}
