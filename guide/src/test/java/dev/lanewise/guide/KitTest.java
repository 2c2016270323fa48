package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.spi.Availability;
import dev.lanewise.compute.spi.Backends;
import dev.lanewise.compute.testkit.Problems;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** A kit of this build's classes: what is in it, and that it runs where nothing else is. */
@EnabledOnOs(OS.LINUX)
class KitTest {
    private static final String HOME = "lanewise.home";
    /** A watchdog alone: a quick run takes a fraction of a minute on two idle cores. */
    private static final int PATIENCE_SECONDS = 600;
    /** What docs/kit.md promises. */
    private static final long MOST_BYTES = 45_000_000;
    private static final String JARS = "guide/target/lanewise/lib";
    private static final String TEST_JARS = "kernel-opencl/target/kit";
    private static final Path SOURCES = Path.of("..");
    /** Where PoCL finds what it has compiled for the tests of kernel-opencl: a third of a run otherwise. */
    private static final String COMPILED = System.getenv("POCL_CACHE_DIR");

    @TempDir
    private static Path folder;
    private static Path archive;
    private static Cli.Result packed;

    @BeforeAll
    static void pack() throws Exception {
        assumeTrue(Files.isDirectory(SOURCES.resolve(TEST_JARS)),
                "skipped: the tests of kernel-opencl are no jar yet, which mvn verify makes them");
        Path home = home("home");
        copyAll(SOURCES.resolve(TEST_JARS), home.resolve(TEST_JARS));
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path to = home.resolve(JARS).resolve(number++ + ".jar");
            if (Files.isDirectory(Path.of(entry)))
                assertEquals(0, ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, "--create",
                        "--file", to.toString(), "-C", entry, "."));
            else
                Files.copy(Path.of(entry), to);
        }
        archive = folder.resolve("kit.tar.gz");
        System.setProperty(HOME, home.toString());
        packed = Cli.run("kit", "--out", archive, "--json");
        assertEquals(0, packed.status(), packed.err());
        assertEquals(0, wait(new ProcessBuilder("tar", "-C", folder.toString(), "-xzf", archive.toString())));
    }

    @AfterAll
    static void forgetHome() { System.clearProperty(HOME); }

    /** A source tree as a build leaves it, so far as a kit is made of it. */
    private static Path home(String name) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve(JARS));
        Files.createDirectories(home.resolve(TEST_JARS));
        for (String text : List.of("LICENSE", "NOTICE"))
            Files.copy(SOURCES.resolve(text), home.resolve(text));
        return home;
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.toList())
                Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static int wait(ProcessBuilder command) throws IOException, InterruptedException {
        var process = command.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), command.command().toString());
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path kit(String file) { return folder.resolve("lanewise-kit").resolve(file); }

    @Test
    void allItNeedsIsInOneFolder() throws Exception {
        assertEquals(Files.size(archive), ((Number) packed.json().get("bytes")).longValue());
        assertTrue(Files.size(archive) <= MOST_BYTES, packed.out());
        for (String file : List.of("run", "runtime/bin/java", "lib/0.jar", "LICENSE", "NOTICE",
                "commit", "loader/vendors/nvidia.icd"))
            assertTrue(Files.isRegularFile(kit(file)), file);
        assertTrue(Files.isExecutable(kit("run")));
        assertEquals(0, wait(new ProcessBuilder("tar", "-tzf", archive.toString())));
        for (String name : Files.readAllLines(folder.resolve("log")))
            assertTrue(name.startsWith("lanewise-kit/"), name);
    }

    @Test
    void theScriptKnowsNoPlaceOfThisMachine() throws Exception {
        var absolute = Pattern.compile("(?:^|[\\s\"'=:(])/(?!dev/null)\\w");
        var lines = Files.readAllLines(kit("run"));
        assertEquals("#!/bin/sh", lines.getFirst());
        for (String line : lines.subList(1, lines.size()))
            assertFalse(absolute.matcher(line).find(), line);
    }

    /** Returns what the backend says of itself; without a device the test is skipped, or fails if one is required. */
    private static Availability openCl() {
        var verdict = Backends.providers().stream().filter(p -> p.name().equals("opencl")).findFirst().orElseThrow()
                .probe();
        assumeTrue(verdict.usable() || Boolean.getBoolean("lanewise.opencl.required"),
                () -> "skipped: opencl: " + verdict.reason() + ". " + verdict.remedy());
        return verdict;
    }

    /** Runs the kit's script with no JDK in reach; returns its exit status. */
    private static int runKit(String... arguments) throws IOException, InterruptedException {
        var command = new ProcessBuilder(kit("run").toString());
        command.command().addAll(List.of(arguments));
        command.environment().clear();
        command.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "HOME", folder.toString(), "POCL_CACHE_DIR",
                COMPILED == null ? folder.resolve("pocl-cache").toString() : COMPILED));
        return wait(command);
    }

    @Test
    @DisabledIfSystemProperty(named = "lanewise.long", matches = "false",
            disabledReason = "Takes half a minute: run it with -Plong")
    void runsWithoutAJdk() throws Exception {
        var verdict = openCl();
        String number = verdict.reason().substring(0, verdict.reason().indexOf(' '));
        // Without the memory: PoCL offers a part of what is free when a process starts.
        String device = verdict.reason().substring(0, verdict.reason().indexOf(" compute units"));
        int status = runKit("--quick", "--device", number);
        String log = Files.readString(folder.resolve("log"));
        assertEquals(0, status, log);
        assertTrue(log.contains(kit("runtime").toRealPath().toString()), log);
        int devices = log.indexOf(device);
        assertTrue(devices > 0 && devices < log.indexOf(" tests run"), log);
        Path result = kit(log.strip().substring(log.strip().lastIndexOf(' ') + 1));
        var report = Json.read(Files.readString(result.resolve("conformance.json")));
        for (String what : List.of("platform", "device", "driver"))
            assertTrue(verdict.reason().contains((String) report.get(what)), report.toString());
        assertEquals(0, report.get("failed"));
        // Every operation, with both families of kernels.
        assertEquals(2 * Problems.operations().size(), report.get("run"));
        assertTrue(Files.readString(result.resolve("digits/run.json")).contains("\"backend_details\""), log);
        assertTrue(Json.read(Files.readString(result.resolve("doctor.json"))).containsKey("backends"), log);
        assertTrue(Files.readString(bench(result)).contains(device), log);
    }

    private static Path bench(Path result) throws IOException {
        try (var files = Files.newDirectoryStream(result, "train-quick-*.json")) {
            return files.iterator().next();
        }
    }

    @Test
    void wrongArgumentsEndTheRunInOneLine() throws Exception {
        openCl();
        for (var arguments : List.of(List.of("--device", "nothing"), List.of("--device=nothing", "--no-tests"))) {
            assertEquals(2, runKit(arguments.toArray(String[]::new)));
            var refusals = Files.readAllLines(folder.resolve("log")).stream()
                    .filter(line -> line.contains("--device: there is no nothing; there are ")).toList();
            assertEquals(1, refusals.size(), refusals.toString());
        }
        assertEquals(2, runKit("--quick", "--device"));
        assertEquals(List.of("kit: --device: needs the number of a device or a part of its name."),
                Files.readAllLines(folder.resolve("log")));
    }

    @Test
    void tooLargeIsAnErrorThatNamesTheLargestFiles() throws Exception {
        Path home = home("large");
        Files.writeString(home.resolve(TEST_JARS).resolve("some-tests.jar"), "its content does not matter");
        var noise = new byte[46_000_000];
        new Random(1).nextBytes(noise);
        Files.write(home.resolve(JARS).resolve("noise.jar"), noise);
        assertRefused(home, "expected at most 45 MB", "lib/noise.jar 46.0 MB");
    }

    @Test
    void missingJarsAreNamedWithTheCommandThatBuildsThem() throws Exception {
        Path home = home("empty");
        assertRefused(home, JARS + ": has no *.jar", "mvn -pl guide -am -DskipTests package");
        Files.writeString(home.resolve(JARS).resolve("some.jar"), "its content does not matter");
        assertRefused(home, TEST_JARS + ": has no *-tests.jar");
    }

    private static void assertRefused(Path home, String... reasons) {
        String before = System.setProperty(HOME, home.toString());
        try {
            Path out = home.resolve("kit.tar.gz");
            Cli.Result result = Cli.run("kit", "--out", out, "-q");
            assertEquals(1, result.status(), result.err());
            assertEquals(1, result.err().lines().count(), result.err());
            for (String reason : reasons)
                assertTrue(result.err().contains(reason), result.err());
            assertFalse(Files.exists(out));
        } finally {
            System.setProperty(HOME, before);
        }
    }
}
