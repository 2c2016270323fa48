package dev.lanewise.kernel.simd.runtime;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * Copies runs of floats between memory and an array, for plain loops ({@code SimdCompute.LITTLE_WORK}). All of them copy
 * here: C2 takes longer over one call of {@code MemorySegment.copy} than over most loops, and draws it into each method
 * that has one, unless that calls a method which is compiled already and large.
 */
public final class Runs {
    private Runs() {}

    /** Copies {@code count} runs: {@code stride} bytes apart in memory, {@code toStride} elements in the array. */
    public static void read(MemorySegment from, long at, long stride, int count, int length, float[] to, int toAt,
            int toStride) {
        for (int r = 0; r < count; r++)
            MemorySegment.copy(from, JAVA_FLOAT, at + r * stride, to, toAt + r * toStride, length);
    }

    /** The same in the other direction: {@code stride} elements in the array, {@code toStride} bytes in memory. */
    public static void write(float[] from, int at, int stride, int count, int length, MemorySegment to, long toAt,
            long toStride) {
        for (int r = 0; r < count; r++)
            MemorySegment.copy(from, at + r * stride, to, JAVA_FLOAT, toAt + r * toStride, length);
    }
}
