package dev.lanewise.nn;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces a file as a whole: a reader, or a crash at any moment, finds the old file or the new one, never a part. */
final class AtomicFile {
    /** Opens the temporary file; tests put a failing channel here. */
    @FunctionalInterface
    interface Opener {
        SeekableByteChannel open(Path temporary) throws IOException;
    }

    /** Writes the content. */
    @FunctionalInterface
    interface Content {
        void write(SeekableByteChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /** Opens a real file, for writing from the start. */
    static SeekableByteChannel create(Path temporary) throws IOException {
        return FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    /**
     * Writes beside the target, waits until the bytes are on the disk, then renames.
     *
     * @throws IOException if that fails, naming the target; the old file is then untouched and the temporary one
     *     deleted
     */
    static void write(Path target, Opener opener, Content content) throws IOException {
        // Renaming is atomic inside one folder only. The process id keeps two runs with one target apart.
        var temporary = target
                .resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try (var channel = opener.open(temporary)) {
                content.write(channel);
                if (channel instanceof FileChannel file)
                    file.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(temporary, e);
            throw new IOException(target + ": cannot be written: " + reason(e), e);
        } catch (RuntimeException e) {
            delete(temporary, e);
            throw e;
        }
    }

    private static void delete(Path temporary, Exception cause) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** The messages of some file-system exceptions are nothing but a path. */
    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException)
            return "its folder does not exist";
        if (e instanceof AccessDeniedException)
            return "permission denied";
        return e instanceof FileSystemException other && other.getReason() != null
                ? other.getReason()
                : e.getMessage();
    }
}
