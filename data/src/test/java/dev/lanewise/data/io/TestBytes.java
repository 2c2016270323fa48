package dev.lanewise.data.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Small files for the reader tests. */
final class TestBytes {
    private TestBytes() {}

    /** An IDX file of unsigned bytes. */
    static byte[] idx(int[] shape, byte... values) {
        var bytes = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
        bytes.put(new byte[]{0, 0, 8, (byte) shape.length});
        for (int size : shape) {
            bytes.putInt(size);
        }
        return bytes.put(values).array();
    }

    /** Two images of 2x3 pixels. */
    static byte[] twoImages() {
        return idx(new int[]{2, 2, 3}, (byte) 0, (byte) 1, (byte) 127, (byte) 128, (byte) 254, (byte) 255, (byte) 9,
                (byte) 8, (byte) 7, (byte) 6, (byte) 5, (byte) 4);
    }

    /** Their labels, 3 and 7. */
    static byte[] twoLabels() { return idx(new int[]{2}, (byte) 3, (byte) 7); }

    static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] resource(String name) {
        try (var in = TestBytes.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
