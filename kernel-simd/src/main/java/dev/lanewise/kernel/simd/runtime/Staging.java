package dev.lanewise.kernel.simd.runtime;

import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * Copies between strided memory and dense scratch. This is where everything goes that does not fill whole vectors, so
 * that no kernel needs a second body. Positions count bytes, distances count elements.
 */
public final class Staging {
    private Staging() {}

    /** Copies {@code count} elements that are stored {@code stride} apart to a dense run. */
    public static void gather(MemorySegment from, long at, long stride, int count, MemorySegment to, long toAt) {
        from = NATIVE.cast(from);
        to = NATIVE.cast(to);
        if (stride == 1)
            MemorySegment.copy(from, at, to, toAt, (long) count * Float.BYTES);
        else if (stride == 0)
            fill(from.get(JAVA_FLOAT, at), to, toAt, count);
        else
            for (int i = 0; i < count; i++)
                to.set(JAVA_FLOAT, toAt + (long) i * Float.BYTES,
                        from.get(JAVA_FLOAT, at + i * stride * Float.BYTES));
    }

    /** Copies a dense run of {@code count} elements to places {@code stride} apart. */
    public static void scatter(MemorySegment from, long at, MemorySegment to, long toAt, long stride, int count) {
        from = NATIVE.cast(from);
        to = NATIVE.cast(to);
        if (stride == 1)
            MemorySegment.copy(from, at, to, toAt, (long) count * Float.BYTES);
        else
            for (int i = 0; i < count; i++)
                to.set(JAVA_FLOAT, toAt + i * stride * Float.BYTES,
                        from.get(JAVA_FLOAT, at + (long) i * Float.BYTES));
    }

    /** Fills {@code count} elements. */
    public static void fill(float value, MemorySegment to, long at, int count) {
        to = NATIVE.cast(to);
        for (int i = 0; i < count; i++)
            to.set(JAVA_FLOAT, at + (long) i * Float.BYTES, value);
    }

    /** Gathers row {@code i}, columns {@code j} to {@code j + count}, of a matrix. */
    public static void gatherRow(Operand x, long i, long j, int count, MemorySegment to, long toAt) {
        gather(x.segment(), x.at(i, j) * Float.BYTES, x.colStride(), count, to, toAt);
    }

    /** Scatters to row {@code i}, columns {@code j} to {@code j + count}, of a matrix. */
    public static void scatterRow(MemorySegment from, long at, Operand out, long i, long j, int count) {
        scatter(from, at, out.segment(), out.at(i, j) * Float.BYTES, out.colStride(), count);
    }
}
