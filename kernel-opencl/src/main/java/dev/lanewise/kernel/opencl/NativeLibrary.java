package dev.lanewise.kernel.opencl;

import org.jocl.LibUtils;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * Puts JOCL's native library where JOCL unpacks it to: a fixed name in the temporary directory. JOCL takes a file
 * that is there for complete, so that a second JVM which starts at the same time loads a half-written one. Here the
 * file appears by an atomic rename, and a file with other bytes (of a JVM that was killed, or of a stranger) is
 * replaced.
 */
final class NativeLibrary {
    /** The name that JOCL 2.0.6 loads; with another version there is no such resource and JOCL unpacks its own. */
    private static final String NAME = "JOCL_2_0_6";

    private NativeLibrary() {}

    /** Unpacks into the folder in which JOCL looks. */
    static void unpack() throws IOException {
        unpack(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** Makes the file complete; does nothing where the jar has no library for this platform. */
    static void unpack(Path folder) throws IOException {
        String file = LibUtils.createLibraryFileName(LibUtils.createPlatformLibraryName(NAME));
        byte[] library;
        try (var resource = LibUtils.class.getResourceAsStream("/lib/" + file)) {
            if (resource == null)
                return;
            library = resource.readAllBytes();
        }
        var target = folder.resolve(file);
        if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), library))
            return;
        var temporary = Files.createTempFile(folder, file, ".tmp");
        try {
            Files.write(temporary, library);
            move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
