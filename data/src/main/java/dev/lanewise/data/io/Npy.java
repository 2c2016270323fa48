package dev.lanewise.data.io;

import dev.lanewise.data.DataException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Files of numpy's npy format, versions 1 to 3 (numpy.lib.format): a magic string, the version, the length of a
 * header, a header that is a Python dictionary, then the elements.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** The header holds a type and a shape of at most 64 sizes; numpy itself refuses longer ones than this. */
    private static final int LONGEST_HEADER = 10_000;

    /** numpy pads the header so that the elements start at a multiple of 64 bytes. */
    private static final int ALIGNMENT = 64;

    private Npy() {}

    /**
     * Reads an array; either byte order, and Fortran order is turned into row-major.
     *
     * @throws DataException if the file is missing, damaged, or holds a type that is not a plain number
     */
    public static NpyArray read(Path file) {
        return InputFile.read(file, Expansion.FREE_ARRAYS, in -> {
            NpyArray array = elements(file.toString(), header(file.toString(), in), in);
            InputFile.requireEnd(file.toString(), in);
            return array;
        });
    }

    /** Writes an array as version 1.0, little-endian, row-major; whole or not at all. */
    public static void write(Path file, NpyArray array) {
        String shape = Arrays.stream(array.shape()).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
        String dictionary = "{'descr': '" + array.descr() + "', 'fortran_order': False, 'shape': (" + shape + "), }";
        int prefix = MAGIC.length + 2 + Short.BYTES;
        int unpadded = prefix + dictionary.length() + 1;
        int padding = Math.floorMod(-unpadded, ALIGNMENT);
        byte[] header = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        var start = ByteBuffer.allocate(prefix).order(ByteOrder.LITTLE_ENDIAN);
        start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length);
        OutputFile.write(file, out -> {
            out.write(start.array());
            out.write(header);
            out.write(array.bytes());
        });
    }

    /** Whether a stream, which supports mark and is left where it is, begins as an npy file. */
    static boolean isNpy(InputStream in) throws IOException {
        in.mark(MAGIC.length);
        byte[] start = in.readNBytes(MAGIC.length);
        in.reset();
        return Arrays.equals(start, MAGIC);
    }

    /** Reads what is before the elements. */
    static NpyHeader header(String name, InputStream in) throws IOException {
        byte[] start = InputFile.readExactly(in, MAGIC.length + 2);
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new DataException(name + ": is not an npy file: it does not start with \\x93NUMPY");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3) {
            throw new DataException(name + ": npy version " + version + ", expected 1 to 3");
        }
        int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
        byte[] length = Arrays.copyOf(InputFile.readExactly(in, lengthBytes), Integer.BYTES);
        int headerBytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (headerBytes < 0 || headerBytes > LONGEST_HEADER) {
            throw new DataException(name + ": the npy header declares " + Integer.toUnsignedString(headerBytes)
                    + " bytes, expected at most " + LONGEST_HEADER);
        }
        return NpyHeader.parse(name, new String(InputFile.readExactly(in, headerBytes),
                version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    }

    /** Reads the elements. */
    static NpyArray elements(String name, NpyHeader header, InputStream in) throws IOException {
        NpyArray.Type type = header.type().orElseThrow(() -> new DataException(name + ": " + header.notNumbers()));
        int[] shape = header.shape().stream().mapToInt(Integer::intValue).toArray();
        int count = NpyArray.count(name, shape, type.bytes());
        byte[] data = InputFile.readExactly(in, count * type.bytes());
        if (header.bigEndian()) {
            reverseElements(data, type.bytes());
        }
        if (header.fortranOrder()) {
            data = rowMajor(data, shape, type.bytes());
        }
        return new NpyArray(name, type, shape, data);
    }

    private static void reverseElements(byte[] data, int width) {
        for (int start = 0; start < data.length; start += width) {
            for (int i = start, j = start + width - 1; i < j; i++, j--) {
                byte value = data[i];
                data[i] = data[j];
                data[j] = value;
            }
        }
    }

    /** Reorders elements stored with the first index running fastest. */
    private static byte[] rowMajor(byte[] data, int[] shape, int width) {
        byte[] result = new byte[data.length];
        int[] index = new int[shape.length];
        for (int to = 0; to < data.length; to += width) {
            int from = 0;
            for (int d = shape.length - 1; d >= 0; d--) {
                from = from * shape[d] + index[d];
            }
            System.arraycopy(data, from * width, result, to, width);
            for (int d = shape.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
                index[d] = 0;
            }
        }
        return result;
    }
}
