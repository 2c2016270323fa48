package dev.lanewise.kernel.opencl.device;

import dev.lanewise.compute.internal.AtomicFile;
import dev.lanewise.compute.internal.FileFault;
import dev.lanewise.compute.internal.UserCache;
import org.jocl.CL;
import org.jocl.LibUtils;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Loads JOCL's native library from a {@link PrivateFolder}. JOCL by itself unpacks it under a fixed name in the
 * temporary folder, or takes what is there under this name: whoever else has an account on the machine could put his
 * own code there, and a second JVM that starts at the same time finds half of it.
 *
 * <p>Here it is kept in the user's cache, compared with the jar's each time, or else in a new temporary folder that is
 * removed when it has been loaded.
 */
final class NativeLibrary {
    /** System property that names another folder to keep it in, which must be private too. */
    static final String FOLDER = "lanewise.opencl.native";
    /** The name that JOCL 2.0.6 loads. */
    private static final String NAME = "JOCL_2_0_6";
    /** Where JOCL unpacks to, if the file is not there: read when its class CL is initialised. */
    private static final String JOCLS_FOLDER = "java.io.tmpdir";

    private static final System.Logger LOG = System.getLogger("dev.lanewise.kernel.opencl");

    private NativeLibrary() {}

    /**
     * Initialises JOCL, for good or bad: a class that failed stays broken.
     *
     * @return why the library is not kept in the cache; nothing if it is
     * @throws IOException if there is no private place for it, with the reasons
     * @throws LinkageError if it cannot be loaded
     */
    static List<String> load() throws IOException {
        String reason;
        try {
            initialise(unpacked(UserCache.folder(FOLDER, "native")));
            return List.of();
        } catch (IOException e) {
            reason = FileFault.reason(e);
        }
        Path temporary;
        try {
            temporary = PrivateFolder.temporary();
        } catch (IOException e) {
            throw new IOException("there is no private folder for native code: " + reason + "; " + FileFault.reason(e),
                    e);
        }
        try {
            initialise(unpacked(temporary));
            return List.of("native code is not kept: " + reason);
        } finally {
            delete(temporary);
        }
    }

    /**
     * Makes the library complete in a folder, which is made if it is not there. A file with other bytes, of a JVM that
     * was killed, is replaced as a whole.
     *
     * @return the folder's path without links
     * @throws IOException if the folder is not private, or nothing can be loaded from it
     */
    static Path unpacked(Path folder) throws IOException {
        var place = PrivateFolder.of(folder);
        String name = LibUtils.createLibraryFileName(LibUtils.createPlatformLibraryName(NAME));
        byte[] library;
        try (var resource = LibUtils.class.getResourceAsStream("/lib/" + name)) {
            // JOCL says what is missing for a platform that its jar does not serve; what it unpacks goes here as well.
            if (resource == null)
                return place;
            library = resource.readAllBytes();
        }
        var file = place.resolve(name);
        // What a link points to is not in the folder: it goes, and is not followed. Asked for what is there first, since
        // another process may put the whole file there at any moment.
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            Files.deleteIfExists(file);
        if (Files.notExists(file) || !Arrays.equals(Files.readAllBytes(file), library))
            AtomicFile.write(file, out -> out.write(library));
        requireLoadable(file);
        return place;
    }

    /** Restricted, since loading a library runs its code: JOCL's own, which runs here in any case. */
    @SuppressWarnings("restricted")
    private static void requireLoadable(Path file) throws IOException {
        try (var arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(file, arena);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": cannot be loaded; may programs be run from there?", e);
        }
    }

    /** JOCL finds the library unpacked, loads it by its path, and prints nothing from then on. */
    private static void initialise(Path place) {
        String before = System.setProperty(JOCLS_FOLDER, place.toString());
        try {
            CL.setExceptionsEnabled(true);
            CL.setLogLevel(CL.LogLevel.LOG_QUIET);
        } finally {
            System.setProperty(JOCLS_FOLDER, before);
        }
    }

    /** Where a library that is loaded cannot be deleted (Windows), it stays behind in the user's temporary folder. */
    private static void delete(Path folder) {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files)
                Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, folder + ": stays behind: " + e);
        }
    }
}
