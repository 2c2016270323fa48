package dev.lanewise.compute.testkit;

import dev.lanewise.compute.View;

import java.util.Arrays;
import java.util.List;

/** How the elements of a test operand lie in its buffer. */
enum Layout {
    /** Row after row, at a 64-byte boundary. */
    DENSE,
    /** Row after row, at an odd offset. */
    OFFSET,
    /** Contiguous rows with gaps between them: a column block of a wider matrix. */
    GAPS,
    /** Column after column, with gaps: the transposed view of a column block. */
    TRANSPOSED,
    /** Every third column of a wider matrix. */
    STEPPED;

    /** 64 bytes at least, in any element type: room for a vector that runs over the edge of a view to be caught. */
    private static final int MARGIN = 16;

    /**
     * Returns the layouts that are worth a trial at this shape: all, of a large one, or where not the full suite is
     * asked for, those that take different kernels.
     */
    static List<Layout> forShape(long... sizes) {
        return !Sizes.FULL || Arrays.stream(sizes).reduce(1, Math::multiplyExact) > 20_000
                ? List.of(DENSE, GAPS, TRANSPOSED)
                : List.of(values());
    }

    /** Returns another layout, for the next operand. */
    Layout next() {
        return switch (this) {
            case DENSE -> OFFSET;
            case OFFSET -> GAPS;
            case GAPS -> TRANSPOSED;
            case TRANSPOSED -> STEPPED;
            case STEPPED -> DENSE;
        };
    }

    /** Returns the buffer index of the first element. */
    int offset() {
        return this == DENSE || this == TRANSPOSED ? MARGIN : MARGIN + 3;
    }

    /** Returns the length of a buffer that holds the view, with a margin on both sides. */
    long bufferLength(long... sizes) {
        var strides = strides(sizes);
        long last = 0;
        for (int d = 0; d < sizes.length; d++)
            last += Math.max(sizes[d] - 1, 0) * strides[d];
        return offset() + last + 1 + MARGIN;
    }

    /** Returns the strides for these sizes. */
    long[] strides(long... sizes) {
        int rank = sizes.length;
        var strides = new long[rank];
        boolean swap = this == TRANSPOSED && rank > 1;
        int inner = swap ? rank - 2 : rank - 1;
        int outer = swap ? rank - 1 : rank - 2;
        strides[inner] = this == STEPPED ? 3 : 1;
        long pitch = Math.max(sizes[inner], 1) * strides[inner] + (this == DENSE || this == OFFSET ? 0 : 5);
        if (rank > 1) {
            strides[outer] = pitch;
            pitch *= Math.max(sizes[outer], 1);
        }
        for (int d = rank - 3; d >= 0; d--) {
            strides[d] = pitch + (this == GAPS ? 2 : 0);
            pitch = strides[d] * Math.max(sizes[d], 1);
        }
        return strides;
    }

    /** Returns the view of a whole buffer that has this layout. */
    View of(View whole, long... sizes) {
        return whole.withLayout(offset(), sizes, strides(sizes));
    }
}
