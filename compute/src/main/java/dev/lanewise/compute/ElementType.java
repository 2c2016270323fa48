package dev.lanewise.compute;

/** What one element of a {@link Buffer} is. */
public enum ElementType {
    /** IEEE 754 binary32. */
    FLOAT32(4),
    /** IEEE 754 binary64. */
    FLOAT64(8),
    /** Two's complement, 32 bits: labels, row numbers, argmax. Floats count exactly only to 2^24. */
    INT32(4);

    private final int bytes;

    ElementType(int bytes) { this.bytes = bytes; }

    /** Returns the size of one element in bytes. */
    public int bytes() { return bytes; }

    /** Returns the size of so many elements in bytes; the largest number if a long cannot hold it. */
    public long bytes(long elements) {
        return elements > Long.MAX_VALUE / bytes ? Long.MAX_VALUE : elements * bytes;
    }

    /**
     * Returns the unit roundoff: the largest relative error of rounding a real number to this type.
     *
     * @throws IllegalStateException for {@link #INT32}, which does not round
     */
    public double epsilon() {
        return switch (this) {
            case FLOAT32 -> 0x1p-24;
            case FLOAT64 -> 0x1p-53;
            case INT32 -> throw new IllegalStateException("INT32 does not round");
        };
    }
}
