package dev.lanewise.data.io;

import dev.lanewise.data.DataException;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens files for the readers and turns whatever goes wrong into one {@link DataException} that names the file. */
final class InputFile {
    /** Large enough that gzip and parsers do not ask the system for every few bytes. */
    private static final int BUFFER = 1 << 16;

    private InputFile() {}

    /** Turns the bytes of a file into a value. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(InputStream in) throws IOException;
    }

    /**
     * Reads a file, unpacked first when its first two bytes are gzip's, whatever its name.
     *
     * @param free bytes that may come out of a packed file in any case ({@link Expansion})
     */
    static <T> T read(Path file, long free, Parser<T> parser) {
        requireFile(file);
        return guarded(file.toString(), () -> {
            try (var in = unpacked(file.toString(), Files.newInputStream(file), free)) {
                return parser.parse(in);
            }
        });
    }

    /** A buffered view of the stream that unpacks gzip; {@code name} is what messages call it. */
    static InputStream unpacked(String name, InputStream raw, long free) throws IOException {
        var expansion = new Expansion(name, free);
        var in = new BufferedInputStream(expansion.packed(raw), BUFFER);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip
                ? new BufferedInputStream(expansion.unpacked(new GZIPInputStream(in, BUFFER)), BUFFER)
                : in;
    }

    /** A read that may fail. */
    @FunctionalInterface
    interface Read<T> {
        T run() throws IOException;
    }

    /** Runs a read; {@code name} is the file as messages name it. */
    static <T> T guarded(String name, Read<T> read) {
        try {
            return read.run();
        } catch (EOFException e) {
            throw new DataException(name + ": ends too early (truncated)", e);
        } catch (ZipException e) {
            throw new DataException(name + ": the packed data is damaged: " + e.getMessage(), e);
        } catch (AccessDeniedException e) {
            throw new DataException(name + ": may not be read (permission denied)", e);
        } catch (IOException e) {
            throw new DataException(name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    static void requireFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": is a folder, expected a file");
        }
        if (Files.notExists(file)) {
            throw new DataException(file + ": there is no such file");
        }
    }

    /**
     * Reads exactly {@code count} bytes. Memory grows with what has been read, so a count from a damaged header costs
     * nothing before the data is seen to be there.
     */
    static byte[] readExactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    /** Refuses bytes after the end of the data. */
    static void requireEnd(String name, InputStream in) throws IOException {
        if (in.read() >= 0) {
            throw new DataException(name + ": there are bytes left after the end of the data");
        }
    }
}
