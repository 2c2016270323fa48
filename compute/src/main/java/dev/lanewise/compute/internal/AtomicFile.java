package dev.lanewise.compute.internal;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a file whole or not at all: a reader, or a crash at any moment, finds the old file or the new one, never a
 * part. The bytes go to a temporary file in the same folder, are forced to the disk, and the file is renamed.
 *
 * <p>Who writes a temporary file holds a lock on it, so one that can be locked was left behind by a process that is
 * dead: the next call that writes into its folder deletes it. Process numbers would not tell, since two containers with
 * one folder may have the same.
 */
public final class AtomicFile {
    private static final String PREFIX = ".lanewise-";
    private static final String SUFFIX = ".part";
    private static final int BUFFER = 1 << 16;
    /** As many as Linux follows before it calls them a loop. */
    private static final int MOST_LINKS = 40;

    /**
     * The temporary files of this process. To try the lock of one would lose it: POSIX takes all of a process's locks
     * of a file away when the process closes any of its descriptors.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    /** Produces the bytes of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes the bytes; the stream is buffered, and the caller closes it. */
        void write(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Gives a file new content, or makes it. Any number of threads and processes may write one target at once: the last
     * to finish wins, and what readers find was written by one of them.
     *
     * <p>Of a symbolic link the file behind it is replaced and the link stays. A device, a pipe, or an open file of a
     * process such as {@code /dev/stdout}, is written to directly and stays what it is. The new file has the
     * permissions of the old one; an old one that may not be written is not replaced.
     *
     * @param target the file; its folder must exist
     * @param content what it will hold
     * @throws IOException if that fails, in one line that names the target and the reason; what was there before is
     *     untouched and the temporary file deleted, also after anything else that {@code content} throws
     */
    public static void write(Path target, Content content) throws IOException {
        try {
            if (Files.isDirectory(target))
                throw new FileSystemException(target.toString(), null, "is a directory");
            var file = behindLinks(target);
            if (Files.notExists(file.getParent()))
                throw new FileSystemException(target.toString(), null, "its folder does not exist");
            if (isStream(file))
                append(file, content);
            else
                replace(file, content);
        } catch (IOException e) {
            throw new IOException(target + ": cannot be written: " + reason(e), e);
        }
    }

    /** Follows links, but for those of /proc: what they say where an open file is need not be a path. */
    private static Path behindLinks(Path target) throws IOException {
        var file = target.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(file) && !isOpenFile(file); links++) {
            if (links == MOST_LINKS)
                throw new FileSystemException(target.toString(), null, "its symbolic links form a loop");
            file = file.resolveSibling(Files.readSymbolicLink(file));
        }
        return file;
    }

    private static boolean isOpenFile(Path link) throws IOException {
        return link.getParent().toRealPath().startsWith("/proc");
    }

    private static boolean isStream(Path file) throws IOException {
        return Files.isSymbolicLink(file)
                || Files.exists(file) && Files.readAttributes(file, BasicFileAttributes.class).isOther();
    }

    /** Appends, because what {@code /dev/stdout} stands for may be a file with something in it. */
    private static void append(Path stream, Content content) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(stream, StandardOpenOption.APPEND), BUFFER)) {
            content.write(out);
        }
    }

    private static void replace(Path file, Content content) throws IOException {
        if (Files.exists(file) && !Files.isWritable(file))
            throw new AccessDeniedException(file.toString());
        removeAbandoned(file.getParent());
        try (var temporary = Temporary.create(file.getParent())) {
            keepPermissions(file, temporary.path);
            var out = new BufferedOutputStream(Channels.newOutputStream(temporary.channel), BUFFER);
            content.write(out);
            out.flush();
            temporary.channel.force(true);
            // Before the lock is given up, or another process might take the file for abandoned.
            Files.move(temporary.path, file, StandardCopyOption.ATOMIC_MOVE);
        }
        force(file.getParent());
    }

    /** Before anything is written: what was private is so at any moment. */
    private static void keepPermissions(Path old, Path temporary) throws IOException {
        var attributes = Files.getFileAttributeView(old, PosixFileAttributeView.class);
        if (attributes == null || !Files.exists(old))
            return;
        var permissions = attributes.readAttributes().permissions();
        if (!permissions.equals(Files.getPosixFilePermissions(temporary)))
            Files.setPosixFilePermissions(temporary, permissions);
    }

    /** Makes the renaming last through a loss of power, on platforms that let a folder be opened. */
    private static void force(Path folder) {
        try (var channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (IOException e) {
            // The file is written and has its name; Windows keeps both by itself.
        }
    }

    private static void removeAbandoned(Path folder) {
        try (var files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (var file : files)
                if (!OWN.contains(file.getFileName()) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    removeIfAbandoned(file);
        } catch (IOException | DirectoryIteratorException e) {
            // A folder that cannot be listed may still be one to write to.
        }
    }

    private static void removeIfAbandoned(Path file) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                var lock = channel.tryLock()) {
            if (lock != null)
                Files.deleteIfExists(file);
        } catch (IOException | OverlappingFileLockException e) {
            // Finished meanwhile, another user's, or one that another class loader's copy of this class writes.
        }
    }

    /** The messages of some file-system exceptions are nothing but a path, or nothing at all. */
    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case ClosedByInterruptException _ -> "the thread was interrupted";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }

    /** A new file with a name that nobody else can have, locked; closing it deletes what has not been renamed. */
    private record Temporary(Path path, FileChannel channel) implements Closeable {
        static Temporary create(Path folder) throws IOException {
            while (true) {
                var path = folder.resolve(PREFIX + UUID.randomUUID() + SUFFIX);
                OWN.add(path.getFileName());
                try {
                    var created = new Temporary(path,
                            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
                    if (created.lock())
                        return created;
                    created.close();
                } catch (IOException e) {
                    OWN.remove(path.getFileName());
                    throw e;
                }
            }
        }

        /** Returns false if another process found the file unlocked, between its making and now, and deletes it. */
        private boolean lock() {
            try {
                return channel.tryLock() != null && Files.exists(path);
            } catch (IOException e) {
                // A file system without locks: nobody can take one there and delete the file.
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                Files.deleteIfExists(path);
            } finally {
                OWN.remove(path.getFileName());
            }
        }
    }
}
