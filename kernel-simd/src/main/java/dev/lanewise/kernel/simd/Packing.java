package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

/**
 * Copies factors into panels: {@code width} lines of a factor (rows of A, columns of B) side by side, so that one
 * step along k is one dense run. Packing either factor is the same work: A's panels are those of B transposed.
 */
final class Packing {
    /** Steps of k that go through scratch at once: with 12 rows 18 KiB, less than half of a first-level cache. */
    private static final int STEPS = 384;

    private Packing() {}

    /**
     * Packs a panel. Up to one vector behind it may be overwritten.
     *
     * @param at byte position of the first element
     * @param across distance in elements from line to line
     * @param along distance in elements from one step of k to the next
     * @param lines how many lines there are; those that lack up to {@code width} become zeros
     * @param toAt byte position of the panel
     */
    static void panel(MemorySegment x, long at, long across, long along, int lines, int width, int depth,
            MemorySegment to, long toAt) {
        if (lines < width)
            SimdElementwise.fill(0f, to, toAt, Lanes.padded(width * depth) * Float.BYTES);
        if (across != 1)
            transpose(x, at, across, along, lines, width, depth, to, toAt);
        else if (lines == width && at + ((depth - 1) * along + Lanes.padded(width)) * Float.BYTES <= x.byteSize())
            copyVectors(x, at, along * Float.BYTES, width, depth, to, toAt);
        else
            for (int p = 0; p < depth; p++)
                Staging.gather(x, at + p * along * Float.BYTES, 1, lines, to, toAt + (long) p * width * Float.BYTES);
    }

    /** Packs a panel of A, which micro-kernels read from an array. */
    static void panel(Operand a, long i, long p, int lines, int depth, float[] to, int toAt, Scratch scratch) {
        int width = MicroKernel.ROWS;
        var block = scratch.panel((long) width * STEPS + Lanes.COUNT);
        for (int done = 0; done < depth; done += STEPS) {
            int steps = Math.min(STEPS, depth - done);
            panel(a.segment(), a.at(i, p + done) * Float.BYTES, a.rowStride(), a.colStride(), lines, width, steps,
                    block, 0);
            MemorySegment.copy(block, JAVA_FLOAT, 0, to, toAt + done * width, steps * width);
        }
    }

    /** Copies runs of {@code width} floats; a last vector that sticks out is overwritten by the next run. */
    private static void copyVectors(MemorySegment x, long at, long along, int width, int depth, MemorySegment to,
            long toAt) {
        for (int p = 0; p < depth; p++) {
            for (int c = 0; c < width * Float.BYTES; c += BYTES)
                fromMemorySegment(FLOATS, x, at + c, ORDER).intoMemorySegment(to, toAt + c, ORDER);
            at += along;
            toAt += width * Float.BYTES;
        }
    }

    private static void transpose(MemorySegment x, long at, long across, long along, int lines, int width, int depth,
            MemorySegment to, long toAt) {
        for (int r = 0; r < lines; r++)
            for (int p = 0; p < depth; p++)
                to.set(JAVA_FLOAT, toAt + ((long) p * width + r) * Float.BYTES,
                        x.get(JAVA_FLOAT, at + (r * across + p * along) * Float.BYTES));
    }
}
