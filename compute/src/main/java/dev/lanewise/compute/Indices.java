package dev.lanewise.compute;

/**
 * A run of 32-bit integers on a {@link Buffer}: row numbers, class labels, positions.
 *
 * @param buffer memory of type {@link ElementType#INT32}
 * @param offset buffer index of the first integer
 * @param length number of integers
 */
public record Indices(Buffer buffer, long offset, long length) {
    /**
     * Checks that the run is inside its buffer.
     *
     * @throws IllegalArgumentException if it is not, or the buffer does not hold integers
     */
    public Indices {
        if (buffer.type() != ElementType.INT32)
            throw new IllegalArgumentException("indices: the buffer must be INT32, got " + buffer.type());
        if (offset < 0 || length < 0 || offset > buffer.length() - length)
            throw new IllegalArgumentException("indices: offset " + offset + ", length " + length
                    + " do not fit a buffer of " + buffer.length());
    }

    /** Returns {@code count} integers from the {@code from}-th on. */
    public Indices slice(long from, long count) {
        if (from < 0 || count < 0 || from > length - count)
            throw new IllegalArgumentException(
                    "indices: slice from " + from + ", " + count + " long, is outside length " + length);
        return new Indices(buffer, offset + from, count);
    }

    /** Returns whether both runs share memory. */
    public boolean overlaps(Indices other) {
        return buffer == other.buffer && length > 0 && other.length > 0 && offset < other.offset + other.length
                && other.offset < offset + length;
    }
}
