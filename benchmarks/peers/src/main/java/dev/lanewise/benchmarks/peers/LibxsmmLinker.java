package dev.lanewise.benchmarks.peers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes a library that can be loaded of LIBXSMM's static ones, which are all that Debian has. It takes a twentieth of a
 * second, so that each process makes its own and leaves nothing behind.
 */
final class LibxsmmLinker {
    private static final Path FOLDER = Path.of("/usr/lib");
    /** The second stands in for the BLAS that the first would take for larger products. */
    private static final List<Path> ARCHIVES = List.of(FOLDER.resolve("libxsmm.a"), FOLDER.resolve("libxsmmnoblas.a"));
    private static final Path ABOUT = FOLDER.resolve("pkgconfig/libxsmm.pc");
    private static final String COMPILER = "gcc";

    private LibxsmmLinker() {}

    /** Returns what to install, if something has to be. */
    static Optional<String> missing() {
        if (!ARCHIVES.stream().allMatch(Files::exists))
            return Optional.of("there is no " + ARCHIVES.getFirst() + ". On Debian: apt install libxsmm-dev");
        boolean compiler = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMPILER)));
        return compiler
                ? Optional.empty()
                : Optional.of("there is no gcc to link it. On Debian: apt install gcc");
    }

    /** Links and loads it. */
    static NativeLibrary load() {
        try {
            var folder = Files.createTempDirectory("lanewise-libxsmm");
            var library = folder.resolve("libxsmm.so");
            try {
                link(library);
                return new NativeLibrary(library.toString());
            } finally {
                // A library that is loaded needs its file no more.
                Files.deleteIfExists(library);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("libxsmm: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("libxsmm: the linker was interrupted", e);
        }
    }

    private static void link(Path library) throws IOException, InterruptedException {
        var linker = new ProcessBuilder(COMPILER, "-shared", "-o", library.toString(), "-Wl,--whole-archive",
                ARCHIVES.getFirst().toString(), ARCHIVES.getLast().toString(), "-Wl,--no-whole-archive", "-lm", "-ldl",
                "-lpthread").redirectErrorStream(true).start();
        String said = new String(linker.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (linker.waitFor() != 0)
            throw new IOException(COMPILER + " cannot link it: " + said.lines().findFirst().orElse("it says nothing"));
    }

    /** Returns the version, which the library itself does not tell. */
    static String version() {
        try (var lines = Files.lines(ABOUT)) {
            return lines.filter(line -> line.startsWith("Version:")).findFirst().orElseThrow().replace("Version:", "")
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(ABOUT + ": cannot be read", e);
        }
    }
}
