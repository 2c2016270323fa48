package dev.lanewise.data.io;

import dev.lanewise.data.DataException;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

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
     * the old file or the new one.
     *
     * @throws DataException if the file cannot be written; what was there before is untouched
     */
    public static void write(Path file, Content content) {
        Path temporary = null;
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (Files.isDirectory(file) || folder == null) {
                throw new DataException(file + ": is a folder, expected a file to write");
            }
            // Not createTempFile: its files are for their owner alone, these are as readable as any other.
            temporary = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + ".part");
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                var out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            temporary = null;
        } catch (IOException e) {
            throw new DataException(file + ": cannot be written: " + e, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private static void deleteQuietly(Path temporary) {
        if (temporary != null) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                System.getLogger(OutputFile.class.getName()).log(System.Logger.Level.WARNING,
                        "temporary file left behind: " + temporary, e);
            }
        }
    }
}
