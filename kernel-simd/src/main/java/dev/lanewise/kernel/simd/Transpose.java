package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.COUNT;
import static dev.lanewise.kernel.simd.Lanes.INTS;
import static dev.lanewise.kernel.simd.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static jdk.incubator.vector.IntVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

/**
 * Writes the lines of a matrix as columns. With AVX-512 in blocks of 16 x 16: first the elements within each quarter of
 * four lines change places, then the quarters. Each half takes four vectors to four by eight instructions that pick
 * elements of two; 0.11 to 0.2 ns an element, against 0.7 to 1.1 one by one.
 *
 * <p>Elements are moved as integers: that is what two-vector selection takes its indices as.
 */
final class Transpose {
    /** Lines and elements in a block. */
    static final int BLOCK = 16;
    static final boolean BLOCKS = Platform.hasAvx512() && COUNT == BLOCK;
    private static final int GROUP = 4;

    /**
     * Four vectors of indices: for single elements, the lower and the upper half of each quarter; then for quarters.
     */
    private static final MemorySegment INDICES = Scratch.allocate(4 * COUNT);
    private static final long ELEMENTS = 0;
    private static final long QUARTERS = 2L * BYTES;

    static {
        for (int i = 0; i < COUNT; i++) {
            int odd = i % 2 * COUNT;
            set(0, i, i / GROUP * GROUP + i % GROUP / 2 + odd);
            set(1, i, i / GROUP * GROUP + i % GROUP / 2 + 2 + odd);
            int oddQuarter = i / GROUP % 2 * COUNT;
            set(2, i, i / (2 * GROUP) * GROUP + i % GROUP + oddQuarter);
            set(3, i, i / (2 * GROUP) * GROUP + i % GROUP + 2 * GROUP + oddQuarter);
        }
    }

    private Transpose() {}

    private static void set(int vector, int lane, int index) {
        INDICES.setAtIndex(JAVA_INT, (long) vector * COUNT + lane, index);
    }

    /**
     * Element e of line l goes to place l of row e.
     *
     * @param at byte position of the first line
     * @param across distance from line to line, in elements
     * @param along distance between the elements of a line
     * @param toAt byte position of the first row
     * @param toStride distance from row to row, in elements
     */
    static void lines(MemorySegment x, long at, long across, long along, int lines, int length, MemorySegment to,
            long toAt, long toStride, Scratch scratch) {
        int wholeLines = BLOCKS && along == 1 ? lines / BLOCK * BLOCK : 0;
        int wholeLength = wholeLines > 0 ? length / BLOCK * BLOCK : 0;
        for (int l = 0; l < wholeLines; l += BLOCK)
            for (int e = 0; e < wholeLength; e += BLOCK)
                block(x, at + (l * across + e) * Float.BYTES, across * Float.BYTES, to,
                        toAt + (e * toStride + l) * Float.BYTES, toStride * Float.BYTES, scratch.block);
        for (int l = 0; l < lines; l++)
            for (int e = l < wholeLines ? wholeLength : 0; e < length; e++)
                to.set(JAVA_FLOAT, toAt + (e * toStride + l) * Float.BYTES,
                        x.get(JAVA_FLOAT, at + (l * across + e * along) * Float.BYTES));
    }

    private static void block(MemorySegment x, long at, long stride, MemorySegment to, long toAt, long toStride,
            MemorySegment block) {
        // Row 4 q + g of the block: elements 4 b + q of lines 4 g .. 4 g + 3, for b = 0 .. 3.
        fours(x, at, stride, GROUP * stride, ELEMENTS, block, 0, GROUP * BYTES, BYTES);
        fours(block, 0, BYTES, GROUP * BYTES, QUARTERS, to, toAt, GROUP * toStride, toStride);
    }

    /** Four times: four vectors, {@code stride} apart, to four vectors, {@code toStride} apart. */
    private static void fours(MemorySegment x, long at, long stride, long step, long indices, MemorySegment to,
            long toAt, long toStride, long toStep) {
        x = NATIVE.cast(x);
        to = NATIVE.cast(to);
        var low = fromMemorySegment(INTS, INDICES, indices, ORDER);
        var high = fromMemorySegment(INTS, INDICES, indices + BYTES, ORDER);
        for (int group = 0; group < GROUP; group++) {
            var x0 = fromMemorySegment(INTS, x, at, ORDER);
            var x1 = fromMemorySegment(INTS, x, at + stride, ORDER);
            var x2 = fromMemorySegment(INTS, x, at + 2 * stride, ORDER);
            var x3 = fromMemorySegment(INTS, x, at + 3 * stride, ORDER);
            var even0 = low.selectFrom(x0, x2);
            var even1 = high.selectFrom(x0, x2);
            var odd0 = low.selectFrom(x1, x3);
            var odd1 = high.selectFrom(x1, x3);
            low.selectFrom(even0, odd0).intoMemorySegment(to, toAt, ORDER);
            high.selectFrom(even0, odd0).intoMemorySegment(to, toAt + toStride, ORDER);
            low.selectFrom(even1, odd1).intoMemorySegment(to, toAt + 2 * toStride, ORDER);
            high.selectFrom(even1, odd1).intoMemorySegment(to, toAt + 3 * toStride, ORDER);
            at += step;
            toAt += toStep;
        }
    }
}
