package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code --out} that is no ordinary file or folder: written through, or refused in one line; never replaced. */
@DisabledOnOs(OS.WINDOWS)
class OutputFilesTest {
    @TempDir
    private static Path shared;
    private static Path table;
    private static Path model;
    private static List<String> expected;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() throws IOException {
        table = Cli.table(shared);
        Path run = shared.resolve("run");
        assertEquals(0, Cli.run("train", "--csv", table, "--label", "kind", "--hidden", "none", "--epochs", "2",
                "--out", run, "-q", "--backend", "loops").status());
        model = run.resolve("model.safetensors");
        Path plain = shared.resolve("plain.csv");
        assertEquals(0, predict(plain).status());
        expected = Files.readAllLines(plain);
        assertEquals(61, expected.size());
    }

    private static Cli.Result predict(Path out) {
        return Cli.run("predict", "--model", model, "--csv", table, "--out", out, "-q", "--backend", "loops");
    }

    private static void assertOneLine(String named, Cli.Result result) {
        assertEquals(1, result.status(), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(named), result.err());
        assertEquals(result.err().indexOf(named), result.err().lastIndexOf(named), "twice: " + result.err());
        assertFalse(result.err().contains("internal error"), result.err());
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path target = Files.writeString(folder.resolve("target.csv"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("target.csv"));
        assertEquals(0, predict(link).status());
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(expected, Files.readAllLines(target));
    }

    @Test
    void aLinkToNothingMakesTheFileBehindIt() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), folder.resolve("target.csv"));
        assertEquals(0, predict(link).status());
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(expected, Files.readAllLines(folder.resolve("target.csv")));
    }

    @Test
    void aLinkedFolderIsUsed() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        assertEquals(0, predict(link.resolve("p.csv")).status());
        assertEquals(expected, Files.readAllLines(target.resolve("p.csv")));
        Files.delete(target.resolve("p.csv"));
        assertEquals(0, Cli.run("train", "iris", "--hidden", "none", "--epochs", "1", "--out", link, "-q", "--backend",
                "loops").status());
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.isRegularFile(target.resolve("run.json")));
    }

    @Test
    void aPipeIsWrittenTo() throws Exception {
        Path pipe = pipe();
        var reader = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readAllLines(pipe);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertEquals(0, predict(pipe).status());
        assertEquals(expected, reader.get());
        assertFalse(Files.isRegularFile(pipe, LinkOption.NOFOLLOW_LINKS));
    }

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "mkfifo is missing");
        return pipe;
    }

    @Test
    void aDeviceIsWrittenTo() throws IOException {
        assertEquals(0, predict(Path.of("/dev/null")).status());
        assertFalse(Files.isRegularFile(Path.of("/dev/null")));
    }

    @Test
    void aFullDeviceIsOneLine() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "/dev/full is there on Linux");
        assertOneLine("/dev/full: cannot be written: No space left on device", predict(full));
        assertFalse(Files.isRegularFile(full));
    }

    @Test
    void aRunNeedsAFolder() throws Exception {
        for (Path out : List.of(Path.of("/dev/null"), pipe(), Files.writeString(folder.resolve("file"), "old"))) {
            assertOneLine(out + " is a file, expected a folder",
                    Cli.run("train", "iris", "--out", out, "-q", "--backend", "loops"));
            assertTrue(Files.exists(out) && !Files.isDirectory(out));
        }
        assertOneLine("file/run: Not a directory", Cli.run("train", "iris", "--out", folder.resolve("file/run"), "-q"));
    }

    @Test
    void aFolderIsNoFile() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        assertOneLine(taken + ": cannot be written: is a directory", predict(taken));
    }

    /** What a process that was killed in its first save leaves does not bar the folder, and goes. */
    @Test
    void anAbandonedHalfOfAFileDoesNotBarTheFolder() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Path half = Files.writeString(run.resolve(".lanewise-0b6f9f7e-5b1c-4d0a-8a53-0d8b5b0c7a11.part"), "half");
        assertEquals(0, Cli.run("train", "iris", "--hidden", "none", "--epochs", "1", "--out", run, "-q", "--backend",
                "loops").status());
        assertFalse(Files.exists(half));
    }

    /** Whoever reads while two write finds one whole file, and nothing stays beside it. */
    @Test
    void twoAtOnceLeaveOneWholeFile() throws Exception {
        Path out = folder.resolve("p.csv");
        var writers = List.of(CompletableFuture.supplyAsync(() -> predict(out).status()),
                CompletableFuture.supplyAsync(() -> predict(out).status()));
        var done = CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));
        while (!done.isDone()) {
            if (Files.exists(out)) {
                assertEquals(expected, Files.readAllLines(out));
            }
        }
        for (var writer : writers) {
            assertEquals(0, writer.get());
        }
        assertEquals(expected, Files.readAllLines(out));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(out), files.toList());
        }
    }
}
