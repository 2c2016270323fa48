package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.spi.Backends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What depends on the process: its environment, its standard output, what native code prints there. */
class ProcessTest {
    private static final int PATIENCE_SECONDS = 300;

    @TempDir
    private Path folder;

    private int run(ProcessBuilder command) throws Exception {
        Process process = command.start();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> out() throws IOException {
        return Files.readAllLines(folder.resolve("out"));
    }

    /** Without what the JVM says of its incubator module. */
    private List<String> err() throws IOException {
        return Files.readAllLines(folder.resolve("err")).stream().filter(line -> line.startsWith("lanewise: "))
                .toList();
    }

    @Test
    void aForcedBackendThatThereIsNotIsWrongUsage() throws Exception {
        ProcessBuilder command = Cli.process(folder, "", "train", "iris", "--out", folder.resolve("run"));
        command.environment().put(Backends.VARIABLE, "nosuch");
        assertEquals(2, run(command));
        assertEquals(1, err().size(), err().toString());
        assertTrue(err().getFirst().startsWith("lanewise: LANEWISE_BACKEND: there is no nosuch, expected auto, "),
                err().toString());
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @Test
    void standardOutputThatIsFullIsOneLine() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "/dev/full is there on Linux");
        assertEquals(1, run(Cli.process(folder, "", "exercise", "list").redirectOutput(full.toFile())));
        assertEquals(List.of("lanewise: standard output: cannot be written, or is closed"), err());
    }

    /** On plain loops and SIMD nothing of OpenCL is unpacked, whatever drivers the machine has. */
    @Test
    void trainingOnProcessorsUnpacksNothing() throws Exception {
        assumeTrue(Backends.providers().stream().noneMatch(p -> p.name().equals("opencl") && p.priority() >= 0),
                "a GPU is here, and chosen");
        assertEquals(0, run(training("auto")));
        assertEquals(1, out().size(), out().toString());
        assertFalse(Json.read(out().getFirst()).get("backend").equals("opencl"));
        assertFalse(Files.exists(folder.resolve("cache").resolve("lanewise")));
        try (var files = Files.list(folder.resolve("temporary"))) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void trainingOnOpenclPrintsNothingElse() throws Exception {
        var verdict = Backends.providers().stream().filter(p -> p.name().equals("opencl")).findFirst().orElseThrow()
                .probe();
        assumeTrue(verdict.usable(), () -> "skipped: " + verdict.reason());
        assertEquals(0, run(training("opencl")));
        assertEquals(1, out().size(), out().toString());
        assertEquals("opencl", Json.read(out().getFirst()).get("backend"));
        assertTrue(Files.isDirectory(folder.resolve("cache").resolve("lanewise").resolve("native")));
    }

    /** JOCL, if it is touched, prints on standard output what it cannot load. */
    @Test
    void withoutOpenclNothingIsSaidOfIt() throws Exception {
        ProcessBuilder command = training("auto");
        for (String name : List.of("libOpenCL.so", "libOpenCL.so.1")) {
            Files.writeString(folder.resolve(name), "no library");
        }
        command.environment().put("LD_LIBRARY_PATH", folder.toString());
        assertEquals(0, run(command));
        assertEquals(1, out().size(), out().toString());
        Json.read(out().getFirst());
        assertTrue(err().stream().noneMatch(line -> line.contains("Could not")), err().toString());
    }

    private ProcessBuilder training(String backend) throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        ProcessBuilder command = Cli.process(folder, "", "train", "iris", "--epochs", "1", "--hidden", "4", "--json",
                "--backend", backend, "--out", folder.resolve("run"));
        command.command().add(1, "-Djava.io.tmpdir=" + temporary);
        command.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return command;
    }
}
