package dev.lanewise.kernel.simd.columns;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

/** Column by column over {@link ColumnJob#ROWS} rows. Positions, sizes and strides are bytes, sizes whole vectors. */
final class ColumnKernels {
    private ColumnKernels() {}

    /** Adds the rows to {@code out}. */
    static void sum(MemorySegment x, long at, long stride, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var a = fromMemorySegment(FLOATS, x, at + c, ORDER)
                    .add(fromMemorySegment(FLOATS, x, at + stride + c, ORDER));
            var b = fromMemorySegment(FLOATS, x, at + 2 * stride + c, ORDER)
                    .add(fromMemorySegment(FLOATS, x, at + 3 * stride + c, ORDER));
            fromMemorySegment(FLOATS, out, outAt + c, ORDER).add(a.add(b)).intoMemorySegment(out, outAt + c, ORDER);
        }
    }

    /** Raises {@code out} to the largest of it and the rows; NaN if any is NaN. */
    static void max(MemorySegment x, long at, long stride, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var a = fromMemorySegment(FLOATS, x, at + c, ORDER)
                    .max(fromMemorySegment(FLOATS, x, at + stride + c, ORDER));
            var b = fromMemorySegment(FLOATS, x, at + 2 * stride + c, ORDER)
                    .max(fromMemorySegment(FLOATS, x, at + 3 * stride + c, ORDER));
            fromMemorySegment(FLOATS, out, outAt + c, ORDER).max(a.max(b)).intoMemorySegment(out, outAt + c, ORDER);
        }
    }

    /** {@code x = x / divisor}. */
    static void divide(MemorySegment x, long at, float divisor, int size) {
        x = NATIVE.cast(x);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            fromMemorySegment(FLOATS, x, at + c, ORDER).div(divisor).intoMemorySegment(x, at + c, ORDER);
        }
    }
}
