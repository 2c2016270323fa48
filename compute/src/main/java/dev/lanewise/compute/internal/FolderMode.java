package dev.lanewise.compute.internal;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Modes of new folders, for {@link java.nio.file.Files#createDirectories}: where a process lets its group write what it
 * makes (umask 002), folders must not be open to the group that hold, or lie above, what only their owner may change.
 */
public final class FolderMode {
    private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private FolderMode() {}

    /** Returns mode 0700. */
    public static FileAttribute<?>[] privately() { return mode("rwx------"); }

    /** Returns mode 0755: others may look for what they share, if the process lets them. */
    public static FileAttribute<?>[] readably() {
        return mode("rwxr-xr-x");
    }

    /** What systems without such modes (Windows) have no use for. */
    private static FileAttribute<?>[] mode(String mode) {
        return POSIX
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
