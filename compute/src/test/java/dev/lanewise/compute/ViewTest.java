package dev.lanewise.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Views: where their elements lie, and whether two of them share one. */
class ViewTest {
    private final Compute compute = Compute.named("loops");

    @AfterEach
    void close() {
        compute.close();
    }

    @Test
    void denseViewsAreRowMajor() {
        var x = compute.allocate(2, 3, 4, 5);
        assertEquals(List.of(60L, 20L, 5L, 1L), List.of(x.stride(0), x.stride(1), x.stride(2), x.stride(3)));
        assertEquals(120, x.elements());
        assertTrue(x.isContiguous());
        assertEquals("2x3x4x5", x.shapeText());
    }

    @Test
    void vectorsAreRows() {
        var x = compute.allocate(7);
        assertEquals(1, x.rows());
        assertEquals(7, x.cols());
        assertEquals(1, x.size4(0));
        assertEquals(0, x.stride4(2));
    }

    @Test
    void slicesAndTransposesCombine() {
        var x = compute.allocate(6, 8);
        var part = x.rows(2, 3).cols(1, 4).transposed();
        assertEquals("4x3", part.shapeText());
        assertEquals(2 * 8 + 1, part.offset());
        assertEquals((2 + 2) * 8 + (1 + 3), part.at(3, 2));
        assertFalse(part.isContiguous());
        assertTrue(part.transposed().sameAs(x.rows(2, 3).cols(1, 4)));
    }

    @Test
    void transposeOfRank4ExchangesTheLastTwo() {
        assertEquals("2x3x5x4", compute.allocate(2, 3, 4, 5).transposed().shapeText());
        assertMessage("rank 2", () -> compute.allocate(3).transposed());
    }

    @Test
    void broadcastFollowsNumpy() {
        var row = compute.allocate(1, 4);
        assertEquals("3x4", row.broadcast(3, 4).shapeText());
        assertTrue(row.broadcast(3, 4).isBroadcast());
        assertFalse(row.broadcast(1, 4).isBroadcast());
        assertEquals("2x3x4", compute.allocate(4).broadcast(2, 3, 4).shapeText());
        assertEquals("3x4", compute.allocate(3, 1).broadcast(3, 4).shapeText());
        assertMessage("1x4 cannot be repeated to [3, 5]", () -> row.broadcast(3, 5));
        assertMessage("1x4 cannot be repeated to lower rank [4]", () -> row.broadcast(4));
    }

    /** A window that slides over a row repeats elements without a stride of 0. */
    @Test
    void repeatedElementsAreFoundByEnumeration() {
        var x = compute.allocate(60);
        assertTrue(x.withLayout(0, new long[]{5, 3}, new long[]{1, 1}).isBroadcast());
        var random = new SplittableRandom(3);
        for (int round = 0; round < 20_000; round++) {
            var a = layout(x, random);
            if (elements(a).size() < a.elements())
                assertTrue(a.isBroadcast(), a::toString);
        }
        var matrix = compute.allocate(7, 9);
        for (int round = 0; round < 1000; round++) {
            var a = block(matrix, random);
            assertFalse(a.isBroadcast() || a.transposed().isBroadcast(), a::toString);
        }
    }

    @Test
    void reshapeNeedsContiguousElements() {
        var x = compute.allocate(6, 8);
        assertEquals("4x12", x.reshape(4, 12).shapeText());
        assertEquals(16, x.rows(2, 2).reshape(16).offset());
        assertMessage("6x8 cannot be reshaped to [7, 7]", () -> x.reshape(7, 7));
        assertMessage("6x4 with gaps", () -> x.cols(0, 4).reshape(24));
    }

    @Test
    void sizesOfOneMayHaveAnyStride() {
        var x = compute.allocate(6, 8);
        assertTrue(x.cols(3, 1).rows(2, 1).isContiguous());
        assertTrue(x.rows(2, 1).isContiguous());
        assertFalse(x.cols(3, 1).isContiguous());
        assertTrue(x.rows(1, 1).sameAs(x.reshape(48).slice(0, 8, 8)));
    }

    @Test
    void partsOutsideAreRefused() {
        var x = compute.allocate(6, 8);
        assertMessage("slice of dimension 0 from 5, 2 long, is outside shape 6x8", () -> x.rows(5, 2));
        assertMessage("outside", () -> x.cols(-1, 2));
        assertMessage("outside", () -> x.cols(0, Long.MAX_VALUE));
        assertMessage("outside", () -> x.slice(2, 0, 1));
        assertEquals(0, x.rows(6, 0).elements());
    }

    @Test
    void layoutsOutsideTheBufferAreRefused() {
        var x = compute.allocate(48);
        assertEquals(47, x.withLayout(6, new long[]{7, 6}, new long[]{6, 1}).at(6, 5));
        assertMessage("do not fit a buffer of 48", () -> x.withLayout(7, new long[]{7, 6}, new long[]{6, 1}));
        assertMessage("do not fit", () -> x.withLayout(-1, new long[]{1}, new long[]{1}));
        assertMessage("do not fit", () -> x.withLayout(40, new long[]{3}, new long[]{-1}));
        assertMessage("do not fit", () -> x.withLayout(0, new long[]{3, 4}, new long[]{1}));
        assertMessage("do not fit", () -> x.withLayout(49, new long[]{0}, new long[]{1}));
    }

    /** Strides whose sum comes round to a place inside the buffer. */
    @Test
    void layoutsThatWrapAroundAreRefused() {
        var x = compute.allocate(48);
        long[][] sizesAndStrides = {{3, 1L << 62}, {5, 1L << 62}, {17, 1L << 60}, {1L << 62, 4}, {1L << 32, 1L << 32},
                {2, Long.MAX_VALUE}};
        for (var layout : sizesAndStrides)
            assertMessage("do not fit", () -> x.withLayout(0, new long[]{layout[0]}, new long[]{layout[1]}));
        assertMessage("do not fit",
                () -> x.withLayout(2, new long[]{2, 2}, new long[]{Long.MAX_VALUE, Long.MAX_VALUE}));
        assertMessage("do not fit",
                () -> x.withLayout(0, new long[]{3, 3, 2, 2}, new long[]{1L << 62, 1L << 62, 1, 1}));
    }

    /** What has no elements is nowhere: no part of it may be said to begin behind the buffer. */
    @Test
    void emptyViewsBeginInsideTheBuffer() {
        var x = compute.allocate(3, 4);
        for (var empty : new View[]{x.cols(2, 2).rows(3, 0), x.rows(2, 1).cols(4, 0),
                x.withLayout(1, new long[]{0, 5}, new long[]{1, 1L << 62}).slice(1, 4, 1)}) {
            assertEquals(0, empty.elements());
            assertTrue(empty.offset() <= 12, empty.toString());
            assertFalse(empty.isBroadcast());
            compute.upload(new float[0], empty);
            compute.download(empty, new float[0]);
        }
    }

    @Test
    void wrongSizesAreRefused() {
        var buffer = compute.allocate(48).buffer();
        assertMessage("7x7 needs 49 elements, the buffer has 48", () -> View.of(buffer, 7, 7));
        assertMessage("rank must be 1 to 4", () -> View.of(buffer));
        assertMessage("rank must be 1 to 4", () -> View.of(buffer, 1, 1, 1, 1, 1));
        assertMessage("must not be negative", () -> View.of(buffer, -1));
        assertMessage("too many elements", () -> View.of(buffer, 1L << 40, 1L << 40));
    }

    /**
     * For column and row blocks of one matrix the answer is exact; for any two views a shared element is never
     * denied.
     */
    @Test
    void overlapIsFoundByEnumeration() {
        var x = compute.allocate(7, 9);
        var random = new SplittableRandom(1);
        for (int round = 0; round < 20_000; round++) {
            var a = block(x, random);
            var b = block(x, random);
            boolean shared = shareElements(a, b);
            assertEquals(shared, a.overlaps(b), () -> a + " and " + b);
            assertEquals(shared, b.overlaps(a), () -> b + " and " + a);
            if (shared)
                assertTrue(a.transposed().overlaps(b) && a.overlaps(b.transposed()), () -> a + " and " + b);
        }
    }

    @Test
    void overlapOfArbitraryLayoutsIsNeverDenied() {
        var x = compute.allocate(60);
        var random = new SplittableRandom(2);
        for (int round = 0; round < 20_000; round++) {
            var a = layout(x, random);
            var b = layout(x, random);
            if (shareElements(a, b))
                assertTrue(a.overlaps(b), () -> a + " and " + b);
        }
    }

    @Test
    void emptyViewsAndOtherBuffersNeverOverlap() {
        var x = compute.allocate(6, 8);
        assertFalse(x.overlaps(x.rows(3, 0)));
        assertFalse(x.overlaps(compute.allocate(6, 8)));
        assertTrue(x.overlaps(x));
        assertFalse(x.rows(0, 3).overlaps(x.rows(3, 3)));
    }

    private static View block(View x, SplittableRandom random) {
        int row = random.nextInt(7);
        int col = random.nextInt(9);
        return x.rows(row, 1 + random.nextInt(7 - row)).cols(col, 1 + random.nextInt(9 - col));
    }

    private static View layout(View x, SplittableRandom random) {
        while (true) {
            long[] sizes = {random.nextInt(1, 4), random.nextInt(1, 4), random.nextInt(1, 4)};
            long[] strides = {random.nextInt(0, 20), random.nextInt(0, 8), random.nextInt(0, 4)};
            long last = 0;
            for (int d = 0; d < 3; d++)
                last += (sizes[d] - 1) * strides[d];
            if (last < 60)
                return x.withLayout(random.nextLong(60 - last), sizes, strides);
        }
    }

    private static boolean shareElements(View a, View b) {
        var common = elements(a);
        common.retainAll(elements(b));
        return !common.isEmpty();
    }

    private static Set<Long> elements(View x) {
        var indices = new ArrayList<Long>();
        for (long i = 0; i < x.size4(0); i++)
            for (long j = 0; j < x.size4(1); j++)
                for (long k = 0; k < x.size4(2); k++)
                    for (long l = 0; l < x.size4(3); l++)
                        indices.add(x.rowAt(i, j, k) + l * x.stride4(3));
        return new HashSet<>(indices);
    }

    private static void assertMessage(String part, Runnable call) {
        var error = assertThrowsExactly(IllegalArgumentException.class, call::run);
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }
}
