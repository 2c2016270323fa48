package dev.lanewise.data.io;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * IDX files, the form of the MNIST family: two zero bytes, a type, the number of dimensions, their big-endian sizes,
 * then the values. Only unsigned bytes (type 8) are read. Files may be packed with gzip.
 */
public final class Idx {
    private static final int UNSIGNED_BYTE = 0x08;

    /** MNIST images have three dimensions; four leaves room for colour. */
    private static final int MAXIMUM_DIMENSIONS = 4;

    private Idx() {}

    /** The training and the test part of a folder of MNIST form. */
    public record Folder(Images train, Images test) {}

    /**
     * Images and their labels.
     *
     * @param classNames names of the class numbers; empty when the numbers are the names
     * @throws DataException if a file is missing or damaged, or the two do not belong together
     */
    public static Images read(Path images, Path labels, List<String> classNames) {
        return InputFile.read(images, Expansion.FREE_ARRAYS, in -> parse(images, in))
                .images(InputFile.read(labels, Expansion.FREE_ARRAYS, in -> parse(labels, in)), classNames);
    }

    /**
     * The four files of MNIST form in a folder: {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte},
     * {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, each also with a dot for the second dash and
     * with {@code .gz}.
     *
     * @param classNames names of the class numbers; empty when the numbers are the names
     */
    public static Folder readFolder(Path folder, List<String> classNames) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder + (Files.exists(folder)
                    ? ": is a file, expected a folder of IDX files"
                    : ": there is no such folder"));
        }
        Images train = read(find(folder, "train-images", "idx3-ubyte"), find(folder, "train-labels", "idx1-ubyte"),
                classNames);
        Images test = read(find(folder, "t10k-images", "idx3-ubyte"), find(folder, "t10k-labels", "idx1-ubyte"),
                classNames);
        if (!Arrays.equals(train.shape(), test.shape())) {
            throw new DataException(folder + ": training images are " + Arrays.toString(train.shape())
                    + ", test images " + Arrays.toString(test.shape()));
        }
        return new Folder(train, test);
    }

    private static Path find(Path folder, String part, String form) {
        for (String name : List.of(part + "-" + form, part + "." + form)) {
            for (String packing : List.of("", ".gz")) {
                Path file = folder.resolve(name + packing);
                if (Files.exists(file) && !Files.isDirectory(file)) {
                    return file;
                }
            }
        }
        throw new DataException(folder + ": there is no " + part + "-" + form + " (or " + part + "." + form
                + ", with or without .gz)");
    }

    private static NpyArray parse(Path file, InputStream in) throws IOException {
        byte[] magic = InputFile.readExactly(in, 4);
        if (magic[0] != 0 || magic[1] != 0) {
            throw new DataException(file + ": is not an IDX file: the first bytes are "
                    + String.format("%02x %02x", magic[0], magic[1]) + ", expected 00 00");
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw new DataException(file + ": IDX values of type " + String.format("0x%02x", magic[2])
                    + ", expected unsigned bytes (0x08)");
        }
        int dimensions = magic[3];
        if (dimensions < 1 || dimensions > MAXIMUM_DIMENSIONS) {
            throw new DataException(file + ": " + (dimensions & 0xFF) + " dimensions, expected 1 to "
                    + MAXIMUM_DIMENSIONS);
        }
        var sizes = ByteBuffer.wrap(InputFile.readExactly(in, dimensions * Integer.BYTES)).asIntBuffer();
        int[] shape = new int[dimensions];
        sizes.get(shape);
        int count = NpyArray.count(file.toString(), shape, 1);
        byte[] values = InputFile.readExactly(in, count);
        InputFile.requireEnd(file.toString(), in);
        return new NpyArray(file.toString(), NpyArray.Type.U1, shape, values);
    }
}
