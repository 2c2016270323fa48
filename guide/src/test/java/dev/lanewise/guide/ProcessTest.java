package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.spi.Backends;
import dev.lanewise.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        assertTrue(err().getFirst().startsWith("lanewise: LANEWISE_BACKEND: there is no nosuch, expected "),
                err().toString());
        assertFalse(err().getFirst().contains("auto"), err().toString());
        assertFalse(Files.exists(folder.resolve("run")));
    }

    /** Blanks round a name do not matter; auto is a word of the option only. */
    @Test
    void aForcedBackendIsNamedAsTheLibraryTakesIt() throws Exception {
        ProcessBuilder command = training("auto");
        command.environment().put(Backends.VARIABLE, " loops ");
        assertEquals(0, run(command), () -> read("err"));
        assertEquals("loops", Json.read(out().getFirst()).get("backend"));
        command = Cli.process(folder, "", "train", "iris", "--out", folder.resolve("other"));
        command.environment().put(Backends.VARIABLE, "auto");
        assertEquals(2, run(command));
        assertTrue(err().getFirst().matches(".*: there is no auto, expected (loops|simd|opencl)\\b.*"),
                err().toString());
    }

    @Test
    void aBackendThatCannotBeLoadedIsLoggedOnce() throws Exception {
        Path services = Files.createDirectories(folder.resolve("more/META-INF/services"));
        Files.writeString(services.resolve("dev.lanewise.compute.spi.ComputeProvider"), "no.such.Provider\n");
        ProcessBuilder command = training("auto");
        int classPath = command.command().indexOf("-cp") + 1;
        command.command().set(classPath,
                command.command().get(classPath) + File.pathSeparator + folder.resolve("more"));
        assertEquals(0, run(command), () -> read("err"));
        assertEquals(1,
                err().stream().filter(line -> line.startsWith("lanewise: warning: A backend cannot be loaded: "))
                        .count(),
                err().toString());
    }

    /** An error of the virtual machine ends the process by itself: nobody interrupted it. */
    @Test
    void anErrorThatNothingCatchesIsNoInterruption() throws Exception {
        ProcessBuilder command = Cli.process(folder, "", "train", "iris");
        int classPath = command.command().indexOf("-cp") + 1;
        Path network = Path.of(Network.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        command.command().set(classPath, Stream.of(command.command().get(classPath).split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).equals(network)).collect(Collectors.joining(File.pathSeparator)));
        assertEquals(1, run(command));
        assertTrue(read("err").contains("NoClassDefFoundError"), () -> read("err"));
        assertFalse(read("err").contains("interrupted"), () -> read("err"));
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void standardOutputThatIsFullIsOneLine() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "/dev/full is there on Linux");
        assertEquals(1, run(Cli.process(folder, "", "exercise", "list").redirectOutput(full.toFile())));
        assertEquals(List.of("lanewise: standard output: cannot be written, or is closed"), err());
    }

    /** Whatever standard output is, a file or a pipe, predictions that go there have it for themselves. */
    @Test
    void predictionsOnStandardOutputAreAlone() throws Exception {
        Path table = Cli.table(folder);
        assertEquals(0, Cli.run("train", "--csv", table, "--label", "kind", "--hidden", "none", "--epochs", "1",
                "--out", folder.resolve("run"), "-q", "--backend", "loops").status());
        for (String stdout : List.of("-", "/dev/stdout")) {
            assumeTrue(stdout.equals("-") || Files.exists(Path.of(stdout)), stdout + " is missing");
            Object[] predict = {"predict", "--model", folder.resolve("run").resolve("model.safetensors"), "--csv",
                    table, "--backend", "loops", "--out", stdout};
            assertEquals(0, run(Cli.process(folder, "", predict)));
            List<String> lines = out();
            assertEquals(61, lines.size(), lines.toString());
            assertEquals("kind,probability high,probability low", lines.getFirst());
            assertTrue(Files.readString(folder.resolve("err")).contains("60 predictions on standard output\n"));
            assertFalse(Files.exists(folder.resolve("-")));

            var json = Stream.concat(Stream.of(predict), Stream.of("--json")).toArray();
            assertEquals(2, run(Cli.process(folder, "", json)));
            assertEquals(List.of(), out());
            assertTrue(err().getFirst().contains("is where --json prints"), err().toString());
        }
    }

    /** As in a file, whatever the terminal takes; and one that arrives nowhere is an error. */
    @Test
    void predictionsOnStandardOutputAreInUtf8() throws Exception {
        Path table = folder.resolve("t.csv");
        Files.writeString(table, "x,label\n" + "1,grün\n2,rot\n".repeat(20));
        assertEquals(0, Cli.run("train", "--csv", table, "--label", "label", "--hidden", "none", "--epochs", "1",
                "--out", folder.resolve("run"), "-q", "--backend", "loops").status());
        Object[] predict = {"predict", "--model", folder.resolve("run").resolve("model.safetensors"), "--csv", table,
                "--backend", "loops", "--out", "-"};
        var ascii = Cli.process(folder, "", predict);
        ascii.environment().put("LC_ALL", "C");
        assertEquals(0, run(ascii));
        assertEquals("label,probability grün,probability rot", out().getFirst());

        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "/dev/full is there on Linux");
        assertEquals(1, run(Cli.process(folder, "", predict).redirectOutput(full.toFile())));
        assertEquals("lanewise: standard output: cannot be written, or is closed", err().getLast());
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
