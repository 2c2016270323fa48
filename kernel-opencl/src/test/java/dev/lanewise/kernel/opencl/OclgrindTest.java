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
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The conformance suite on small shapes under Oclgrind, an interpreter that finds what PoCL passes over in silence:
 * accesses out of bounds, data races, divergent barriers, wrong calls of the API.
 */
class OclgrindTest {
    /** A divergent barrier or an endless loop would never come back; the runs take a minute on two busy cores. */
    private static final Duration LIMIT = Duration.ofMinutes(6);

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireOclgrind() {
        TestDevice.get();
        Drivers.oclgrind();
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
        var environment = new HashMap<>(Drivers.only(folder, Drivers.oclgrind()));
        environment.putAll(Map.of("OCLGRIND_LOG", logFile().toString(), "OCLGRIND_DATA_RACES", "1",
                "OCLGRIND_CHECK_API", "1"));
        var main = Stream.concat(Stream.of("-Dlanewise.conformance=small", ChildMain.class.getName()),
                Stream.of(arguments));
        return ChildJvm.run(LIMIT, environment, main.toList());
    }

    private String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    }

    private Path logFile() { return folder.resolve("oclgrind.log"); }
}
