package dev.lanewise.kernel.simd.runtime;

import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

import java.lang.foreign.MemorySegment;

/** Where the elements of an argument are stored; a job refills it in every call. Positions and distances count elements. */
public final class Operand {
    private MemorySegment segment;
    private long offset;
    private boolean contiguous;
    private final long[] strides = new long[View.MAX_RANK];

    public void set(View x) {
        setSegment(HostBuffer.segment(x));
        offset = x.offset();
        contiguous = x.isContiguous();
        for (int d = 0; d < View.MAX_RANK; d++)
            strides[d] = x.stride4(d);
    }

    /** Takes a matrix, of which only rows and columns will be asked for. */
    public void setMatrix(View x) {
        setSegment(HostBuffer.segment(x));
        offset = x.offset();
        strides[2] = x.rowStride();
        strides[3] = x.colStride();
    }

    /** Takes matrix {@code (p, q)} of a batch. */
    public void set(View x, long p, long q) {
        set(x);
        offset = x.rowAt(p, q, 0);
    }

    /** Moves to another matrix of the same batch. */
    public void setOffset(long element) { offset = element; }

    /** A reference is not stored again: with three operands the collector's barriers take 15 ns. */
    @SuppressWarnings("MemorySegmentReferenceEquality") // The same object or not is the question.
    private void setSegment(MemorySegment memory) {
        if (segment != memory)
            segment = memory;
    }

    public MemorySegment segment() { return segment; }

    public long stride(int dim) { return strides[dim]; }

    public void setStride(int dim, long stride) { strides[dim] = stride; }

    public long rowStride() { return strides[2]; }

    public long colStride() { return strides[3]; }

    public boolean isContiguous() { return contiguous; }

    /** Index of element {@code i} in row-major order of a contiguous view. */
    public long linear(long i) {
        return offset + i;
    }

    /** Index of element {@code (i, j)} of a matrix. */
    public long at(long i, long j) {
        return offset + i * strides[2] + j * strides[3];
    }

    /** Index of the first element of row {@code (i0, i1, i2)}. */
    public long rowAt(long i0, long i1, long i2) {
        return offset + i0 * strides[0] + i1 * strides[1] + i2 * strides[2];
    }
}
