package dev.lanewise.data.io;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An array as numpy stores it: an element type, a shape, and the elements in row-major order. */
public final class NpyArray {
    /** Element types, named as numpy's type strings without the byte order. */
    public enum Type {
        /** Boolean, one byte, 0 or 1. */
        B1(1),
        /** Unsigned 8-bit integer. */
        U1(1),
        /** Signed 8-bit integer. */
        I1(1),
        /** Unsigned 16-bit integer. */
        U2(2),
        /** Signed 16-bit integer. */
        I2(2),
        /** Unsigned 32-bit integer. */
        U4(4),
        /** Signed 32-bit integer. */
        I4(4),
        /** Unsigned 64-bit integer. */
        U8(8),
        /** Signed 64-bit integer. */
        I8(8),
        /** 16-bit float. */
        F2(2),
        /** 32-bit float. */
        F4(4),
        /** 64-bit float. */
        F8(8);

        private final int bytes;

        Type(int bytes) { this.bytes = bytes; }

        /** Size of one element. */
        public int bytes() { return bytes; }
    }

    /** Largest byte array that virtual machines allow. */
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private final String name;
    private final Type type;
    private final int[] shape;
    private final ByteBuffer data;

    /** @param data elements in row-major order, little-endian */
    NpyArray(String name, Type type, int[] shape, byte[] data) {
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.data = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A float32 array; {@code values} are copied. */
    public static NpyArray of(float[] values, int... shape) {
        requireCount(values.length, shape);
        var data = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new NpyArray("array", Type.F4, shape, data.array());
    }

    /** A float64 array; {@code values} are copied. */
    public static NpyArray of(double[] values, int... shape) {
        requireCount(values.length, shape);
        var data = ByteBuffer.allocate(Math.multiplyExact(values.length, Double.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        data.asDoubleBuffer().put(values);
        return new NpyArray("array", Type.F8, shape, data.array());
    }

    /** An int32 array; {@code values} are copied. */
    public static NpyArray of(int[] values, int... shape) {
        requireCount(values.length, shape);
        var data = ByteBuffer.allocate(Math.multiplyExact(values.length, Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(values);
        return new NpyArray("array", Type.I4, shape, data.array());
    }

    /** A uint8 array; {@code values} are copied. */
    public static NpyArray of(byte[] values, int... shape) {
        requireCount(values.length, shape);
        return new NpyArray("array", Type.U1, shape, values.clone());
    }

    public Type type() { return type; }

    /** Sizes; empty for a single number. */
    public int[] shape() { return shape.clone(); }

    /** Number of elements. */
    public int size() { return data.capacity() / type.bytes; }

    /** Element {@code index} in row-major order; 64-bit integers above 2^53 are rounded. */
    public double get(int index) {
        int at = index * type.bytes;
        return switch (type) {
            case B1, U1 -> data.get(at) & 0xFF;
            case I1 -> data.get(at);
            case U2 -> data.getShort(at) & 0xFFFF;
            case I2 -> data.getShort(at);
            case U4 -> data.getInt(at) & 0xFFFF_FFFFL;
            case I4 -> data.getInt(at);
            case U8 -> unsigned(data.getLong(at));
            case I8 -> data.getLong(at);
            case F2 -> Float.float16ToFloat(data.getShort(at));
            case F4 -> data.getFloat(at);
            case F8 -> data.getDouble(at);
        };
    }

    /** All elements as floats, rounded to nearest. */
    public float[] floats() {
        float[] values = new float[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) get(i);
        }
        return values;
    }

    /** All elements as doubles. */
    public double[] doubles() {
        double[] values = new double[size()];
        Arrays.setAll(values, this::get);
        return values;
    }

    /**
     * All elements as ints.
     *
     * @throws DataException if one of them is not an int
     */
    public int[] ints() {
        int[] values = new int[size()];
        for (int i = 0; i < values.length; i++) {
            double value = get(i);
            values[i] = (int) value;
            if (values[i] != value) {
                throw new DataException(name + ": element " + i + " is " + value + ", expected 32-bit integers");
            }
        }
        return values;
    }

    /**
     * All elements as unsigned bytes.
     *
     * @throws DataException if the type is not u1
     */
    public byte[] unsignedBytes() {
        if (type != Type.U1) {
            throw new DataException(name + ": elements are " + typeName() + ", expected unsigned bytes (u1)");
        }
        return data.array().clone();
    }

    /**
     * This array of n images, unsigned bytes with n as the first size, with their labels.
     *
     * @param labels     n integers, one class number per image
     * @param classNames names of the class numbers; empty when the numbers are the names
     * @throws DataException if the two do not belong together
     */
    public Images images(NpyArray labels, List<String> classNames) {
        if (shape.length < 2) {
            throw new DataException(name + ": has the sizes " + Arrays.toString(shape) + ", expected images");
        }
        if (labels.shape.length != 1) {
            throw new DataException(labels.name + ": has the sizes " + Arrays.toString(labels.shape)
                    + ", expected one label per image");
        }
        if (shape[0] != labels.shape[0]) {
            throw new DataException(name + ": holds " + shape[0] + " images, but " + labels.name + " holds "
                    + labels.shape[0] + " labels");
        }
        int[] one = Arrays.copyOfRange(shape, 1, shape.length);
        return new Images(name, one, 255, unsignedBytes(), labels.ints(), classNames);
    }

    /** The elements, little-endian, for the writer. */
    byte[] bytes() { return data.array(); }

    /** The type as numpy spells it, with the byte order that {@link #bytes} has. */
    String descr() {
        return (type.bytes == 1 ? "|" : "<") + typeName();
    }

    private String typeName() { return type.name().toLowerCase(Locale.ROOT); }

    private static double unsigned(long value) {
        // The lowest bit is kept by or-ing it in, so that halving, converting and doubling rounds once.
        return value >= 0 ? value : 2.0 * ((value >>> 1) | (value & 1));
    }

    private static void requireCount(int length, int[] shape) {
        long count = 1;
        for (int size : shape) {
            count = Math.multiplyExact(count, size);
        }
        if (count != length) {
            throw new IllegalArgumentException("values has " + length + " elements, needs " + count + " for shape "
                    + Arrays.toString(shape));
        }
    }

    /**
     * Number of elements of a shape read from a file.
     *
     * @throws DataException if a size is negative or the elements do not fit in one Java array
     */
    static int count(String name, int[] shape, int elementBytes) {
        long bytes = elementBytes;
        for (int size : shape) {
            if (size < 0 || (size > 0 && bytes > LARGEST / size)) {
                throw new DataException(name + ": declares sizes " + Arrays.toString(shape)
                        + ", more than the 2 GiB that can be read");
            }
            bytes *= size;
        }
        return (int) (bytes / elementBytes);
    }
}
