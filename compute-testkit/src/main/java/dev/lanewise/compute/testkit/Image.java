package dev.lanewise.compute.testkit;

import dev.lanewise.compute.ElementType;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The elements of a whole buffer, on the host. They lie in an array of the element type: most of the suite runs before
 * C2 has compiled it, where access to a memory segment costs ten times as much.
 */
abstract sealed class Image {
    /** Returns one whose elements all are a NaN with a marked payload. */
    static Image marked(ElementType type, int length) {
        var image = of(type, length);
        image.mark();
        return image;
    }

    /** Returns one to download into. */
    static Image of(ElementType type, int length) {
        return type == ElementType.FLOAT32 ? new Floats(length) : new Doubles(length);
    }

    /** Returns the memory of the elements. */
    abstract MemorySegment segment();

    abstract double get(int index);

    abstract void set(int index, double value);

    /** Returns the first index at which the bits of two images differ, or -1. */
    int mismatch(Image other) {
        long at = segment().mismatch(other.segment());
        return at < 0 ? -1 : Math.toIntExact(at / elementBytes());
    }

    abstract boolean sameBits(Image other, int index);

    abstract void mark();

    abstract int elementBytes();

    private static final class Floats extends Image {
        private static final float MARK = Float.intBitsToFloat(0x7fc5e417);

        private final float[] elements;

        Floats(int length) { elements = new float[length]; }

        @Override
        MemorySegment segment() { return MemorySegment.ofArray(elements); }

        @Override
        double get(int index) { return elements[index]; }

        @Override
        void set(int index, double value) { elements[index] = (float) value; }

        @Override
        boolean sameBits(Image other, int index) {
            return Float.floatToRawIntBits(elements[index]) == Float
                    .floatToRawIntBits(((Floats) other).elements[index]);
        }

        @Override
        void mark() { Arrays.fill(elements, MARK); }

        @Override
        int elementBytes() { return Float.BYTES; }
    }

    private static final class Doubles extends Image {
        private static final double MARK = Double.longBitsToDouble(0x7ff8_0000_5e41_75e4L);

        private final double[] elements;

        Doubles(int length) { elements = new double[length]; }

        @Override
        MemorySegment segment() { return MemorySegment.ofArray(elements); }

        @Override
        double get(int index) { return elements[index]; }

        @Override
        void set(int index, double value) { elements[index] = value; }

        @Override
        boolean sameBits(Image other, int index) {
            return Double.doubleToRawLongBits(elements[index]) == Double
                    .doubleToRawLongBits(((Doubles) other).elements[index]);
        }

        @Override
        void mark() { Arrays.fill(elements, MARK); }

        @Override
        int elementBytes() { return Double.BYTES; }
    }
}
