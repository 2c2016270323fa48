package dev.lanewise.kernel.simd.rows;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

/**
 * Rows, transposed ({@link NarrowRowJob}): a column is a vector, and so is one number of each row. All of it
 * is stored in {@code s}; positions and sizes are bytes.
 */
final class TransposedKernels {
    private TransposedKernels() {}

    /** The largest of each row; NaN if any is NaN. */
    static void max(MemorySegment s, long x, int size, long out) {
        s = NATIVE.cast(s);
        var max = broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            max = max.max(fromMemorySegment(FLOATS, s, x + i, ORDER));
        }
        max.intoMemorySegment(s, out, ORDER);
    }

    /** The sum of each row, in the order of the columns. */
    static void sum(MemorySegment s, long x, int size, long out) {
        s = NATIVE.cast(s);
        var sum = broadcast(FLOATS, 0f);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            sum = sum.add(fromMemorySegment(FLOATS, s, x + i, ORDER));
        }
        sum.intoMemorySegment(s, out, ORDER);
    }

    /** {@code out = x - number of the row}; out may be x. */
    static void subtract(MemorySegment s, long x, int size, long number, long out) {
        s = NATIVE.cast(s);
        var subtrahend = fromMemorySegment(FLOATS, s, number, ORDER);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, s, x + i, ORDER).sub(subtrahend).intoMemorySegment(s, out + i, ORDER);
        }
    }

    /** {@code x = x number of the row}. */
    static void scale(MemorySegment s, long x, int size, long number) {
        s = NATIVE.cast(s);
        var factor = fromMemorySegment(FLOATS, s, number, ORDER);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, s, x + i, ORDER).mul(factor).intoMemorySegment(s, x + i, ORDER);
        }
    }

    /**
     * Moves rows that are stored {@code stride} bytes apart to {@code outStride}, in whole vectors of which {@code size} bytes
     * cover a row: what one row writes too much, the next one overwrites.
     */
    static void closeUp(MemorySegment s, long x, int size, long stride, long out, long outStride, int height) {
        s = NATIVE.cast(s);
        for (int r = 0; r < height; r++)
            for (int k = 0; k < size / BYTES; k++) {
                long i = (long) k * BYTES;
                fromMemorySegment(FLOATS, s, x + r * stride + i, ORDER).intoMemorySegment(s, out + r * outStride + i,
                        ORDER);
            }
    }
}
