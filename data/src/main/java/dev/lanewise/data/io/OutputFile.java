package dev.lanewise.data.io;

import dev.lanewise.compute.internal.AtomicFile;
import dev.lanewise.data.DataException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Writes files whole or not at all. */
public final class OutputFile {
    private OutputFile() {}

    /** Produces the bytes of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes to a temporary file in the same folder, forces it to disk and renames it. A crash at any moment leaves
     * the old file or the new one. Of a symbolic link the file behind it is replaced; a device or a pipe is written to
     * directly.
     *
     * @throws DataException if the file cannot be written; what was there before is untouched
     */
    public static void write(Path file, Content content) {
        try {
            AtomicFile.write(file, content::writeTo);
        } catch (IOException e) {
            throw new DataException(e.getMessage(), e);
        }
    }
}
