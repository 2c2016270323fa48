package dev.lanewise.compute;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each parameter matrix of a model lies in one flat buffer. Parameters, gradients and optimiser states are flat
 * buffers of the same layout, so that an optimiser step is one pass over all of them.
 *
 * <p>Segments start at multiples of {@value #ALIGNMENT} elements: 64 bytes in float32, a cache line and the widest
 * vector. The gaps hold zeros and stay zero under every optimiser step, whose update of a zero parameter by a zero
 * gradient is zero.
 */
public final class ParameterLayout {
    /** Elements that every segment's start is a multiple of. */
    public static final int ALIGNMENT = 16;

    /**
     * One parameter matrix.
     *
     * @param name unique in the layout, such as {@code dense1.weight}
     * @param offset index of the first element in a flat buffer
     * @param rows number of rows
     * @param cols number of columns
     */
    public record Segment(String name, long offset, long rows, long cols) {
        /**
         * Checks the sizes.
         *
         * @throws IllegalArgumentException if there is no parameter, or more than an index can count
         */
        public Segment {
            if (offset < 0 || rows < 1 || cols < 1)
                throw new IllegalArgumentException(name + ": needs at least 1x1, got " + rows + "x" + cols
                        + " at " + offset);
            if (cols > (Long.MAX_VALUE - ALIGNMENT - offset) / rows)
                throw new IllegalArgumentException(name + ": " + rows + "x" + cols + " are too many parameters");
        }

        /** Returns the number of parameters. */
        public long elements() { return rows * cols; }
    }

    private final List<Segment> segments;
    private final long length;

    private ParameterLayout(List<Segment> segments, long length) {
        this.segments = List.copyOf(segments);
        this.length = length;
    }

    /** Returns a builder without segments. */
    public static Builder builder() { return new Builder(); }

    /** Returns the segments in the order of their offsets. */
    public List<Segment> segments() { return segments; }

    /** Returns the length of a flat buffer in elements, gaps included; a multiple of {@value #ALIGNMENT}. */
    public long length() {
        return length;
    }

    /** Returns the number of parameters, without gaps. */
    public long parameters() {
        return segments.stream().mapToLong(Segment::elements).sum();
    }

    /**
     * Returns the matrix of a segment inside a flat view.
     *
     * @param flat contiguous, {@link #length()} elements
     * @param segment index in {@link #segments()}
     */
    public View view(View flat, int segment) {
        if (!flat.isContiguous() || flat.elements() != length)
            throw new IllegalArgumentException("flat: needs " + length + " contiguous elements, got " + flat);
        var s = segments.get(segment);
        return flat.reshape(length).slice(0, s.offset(), s.elements()).reshape(s.rows(), s.cols());
    }

    /** Collects segments. */
    public static final class Builder {
        private final List<Segment> segments = new ArrayList<>();
        private long length;

        private Builder() {}

        /** Adds a matrix behind the last one and returns its index. */
        public int add(String name, long rows, long cols) {
            if (segments.stream().anyMatch(s -> s.name().equals(name)))
                throw new IllegalArgumentException("layout: two segments are called " + name);
            var segment = new Segment(name, length, rows, cols);
            segments.add(segment);
            length = Math.ceilDiv(length + segment.elements(), ALIGNMENT) * ALIGNMENT;
            return segments.size() - 1;
        }

        /** Returns the layout. */
        public ParameterLayout build() { return new ParameterLayout(segments, length); }
    }
}
