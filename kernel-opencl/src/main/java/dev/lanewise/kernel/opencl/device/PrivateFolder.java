package dev.lanewise.kernel.opencl.device;

import dev.lanewise.compute.internal.FolderMode;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A folder into which nobody but this user can put a file: the place of native code, which runs with all that the user
 * may do. It has mode 0700, and nobody else can rename it, or a folder that it is in, to put another in its stead.
 *
 * <p>Where the system has no owners and modes as POSIX has them (Windows), the folders of a user are kept from others
 * by what they inherit, and nothing is checked.
 */
final class PrivateFolder {
    private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    private static final int FOR_OTHERS = 0077;
    private static final int WRITABLE_BY_OTHERS = 0022;
    /** In a folder with it, as /tmp, each may rename what is his alone. */
    private static final int STICKY = 01000;

    private PrivateFolder() {}

    /**
     * Returns a folder that is there, or makes it.
     *
     * @return its path without links
     * @throws IOException if it is not private, with the reason
     */
    static Path of(Path folder) throws IOException {
        if (!folder.isAbsolute())
            throw new IOException(folder + ": is not an absolute path");
        try {
            if (folder.getParent() != null)
                Files.createDirectories(folder.getParent(), FolderMode.privately());
            Files.createDirectory(folder, FolderMode.privately());
        } catch (FileAlreadyExistsException e) {
            // Looked at below, whoever made it; a file in place of a parent fails there, too.
        } catch (AccessDeniedException e) {
            throw new IOException(e.getFile() + ": permission denied", e);
        }
        return checked(folder);
    }

    /** Makes a new one in the temporary folder. */
    static Path temporary() throws IOException {
        try {
            return checked(Files.createTempDirectory("lanewise-opencl", FolderMode.privately()));
        } catch (AccessDeniedException e) {
            throw new IOException(e.getFile() + ": permission denied", e);
        }
    }

    private static Path checked(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
            throw new IOException(folder + ": is a link or a file, expected a folder");
        var real = folder.toRealPath();
        if (!POSIX)
            return real;
        int user = user(real);
        if (owner(real) != user)
            throw new IOException(real + ": belongs to " + Files.getOwner(real) + ", expected this user");
        if ((mode(real) & FOR_OTHERS) != 0)
            throw new IOException(real + ": others may use it (mode " + Integer.toOctalString(mode(real) & 07777)
                    + "), expected mode 700");
        // In a container without a root of its own, the root folder's owner is who can do everything.
        int root = owner(real.getRoot());
        for (var above = real.getParent(); above != null; above = above.getParent()) {
            if (owner(above) != user && owner(above) != root)
                throw new IOException(above + ": belongs to " + Files.getOwner(above) + ", who could replace " + real);
            if ((mode(above) & WRITABLE_BY_OTHERS) != 0 && (mode(above) & STICKY) == 0)
                throw new IOException(above + ": others may write to it, and could replace " + real);
        }
        return real;
    }

    /** Java does not tell who its user is; whom a new file belongs to does. */
    private static int user(Path folder) throws IOException {
        try {
            var file = Files.createTempFile(folder, "owner", ".tmp");
            try {
                return owner(file);
            } finally {
                Files.delete(file);
            }
        } catch (AccessDeniedException e) {
            throw new IOException(folder + ": belongs to " + Files.getOwner(folder) + ", permission denied", e);
        }
    }

    private static int owner(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }
}
