package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The conformance suite on small shapes under Oclgrind, an interpreter that finds what PoCL passes over in silence:
 * accesses out of bounds, data races, divergent barriers, wrong calls of the API.
 */
class OclgrindTest {
    /** A divergent barrier or an endless loop would never come back; the runs take a minute on two busy cores. */
    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final String LIBRARY = "liboclgrind-rt-icd.so";

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireOclgrind() {
        TestDevice.get();
        TestDevice.require(library().isPresent(),
                "Oclgrind is not installed, install it with: apt-get install oclgrind");
    }

    @ParameterizedTest
    @ValueSource(classes = {PanelConformanceTest.class, TileConformanceTest.class})
    void conformanceIsClean(Class<?> tests) throws Exception {
        var child = run("conformance", tests.getName());
        assertEquals("", log(), "Oclgrind's log");
        assertEquals(0, child.exit(), child.output());
    }

    @Test
    void faultIsSeen() throws Exception {
        run("outOfBounds");
        assertTrue(log().contains("Invalid write"), log());
    }

    private ChildJvm run(String... arguments) throws Exception {
        var vendors = Files.createDirectory(folder.resolve("vendors"));
        Files.writeString(vendors.resolve("oclgrind.icd"), library().orElseThrow() + "\n");
        var environment = Map.of("OCL_ICD_VENDORS", vendors.toString(), "OCLGRIND_LOG", logFile().toString(),
                "OCLGRIND_DATA_RACES", "1", "OCLGRIND_CHECK_API", "1");
        var main = Stream.concat(Stream.of("-Dlanewise.conformance=small", ChildMain.class.getName()),
                Stream.of(arguments));
        return ChildJvm.run(LIMIT, environment, main.toList());
    }

    private String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    }

    private Path logFile() { return folder.resolve("oclgrind.log"); }

    /** Debian and Fedora, and a build of one's own. */
    private static Optional<Path> library() {
        return List.of("/usr/lib/oclgrind", "/usr/lib64/oclgrind", "/usr/lib/x86_64-linux-gnu/oclgrind",
                "/usr/local/lib/oclgrind", "/usr/local/lib").stream().map(path -> Path.of(path, LIBRARY))
                .filter(Files::exists).findFirst();
    }
}
