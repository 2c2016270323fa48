package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernel.opencl.gemm.EdgesTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The kernels under Oclgrind, an interpreter that finds what PoCL passes over in silence: accesses out of bounds, data
 * races, divergent barriers, wrong calls of the API. A run must leave an empty log. The last one has launched every
 * kernel of the sources: one that is added and not tested here is a failure.
 */
@DisabledIfSystemProperty(named = "lanewise.long", matches = "false",
        disabledReason = "Takes minutes: run it with -Plong")
class OclgrindTest {
    /** A divergent barrier or an endless loop would never come back; the runs take a minute on two busy cores. */
    private static final Duration LIMIT = Duration.ofMinutes(30);
    /** Of NVIDIA's instructions Oclgrind knows nothing; it is for their compiler alone and never launched. */
    private static final String PROBE = "tensor_probe";
    /** What the largest tile may need; Oclgrind has 32 KiB by itself. */
    private static final String LOCAL_BYTES = String.valueOf(48 << 10);
    /** Where the logs stay, for whoever wants to count their lines. */
    private static final Path LOGS = Path.of(System.getProperty("lanewise.build", "target"), "oclgrind");

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireOclgrind() throws IOException {
        TestDevice.get();
        Drivers.oclgrind();
        Files.createDirectories(LOGS);
        try (var old = Files.newDirectoryStream(LOGS)) {
            for (var log : old)
                Files.delete(log);
        }
    }

    @Test
    void everyOperationIsClean() throws Exception {
        assertClean("quick", List.of("tests"), List.of(), QuickConformance.class);
    }

    /** The suite on small shapes, with kernels for vectors of 4, 8 and 16. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16})
    void panelsAreClean(int lanes) throws Exception {
        assertClean("panels-" + lanes, List.of("tests"), List.of("-D" + TestDevice.LANES + "=" + lanes),
                PanelConformanceTest.class);
    }

    /**
     * The suite, then every tile and panel, not only those that a device would choose, and work of several groups: all
     * kernels of the sources.
     */
    @Test
    void tilesAndEdgesAreClean() throws Exception {
        assertClean("tiles", List.of("everyKernel", PROBE), List.of(), TileConformanceTest.class, EdgesTest.class,
                QuickConformance.class);
    }

    /** @param command what {@link ChildMain} does with the test classes */
    private void assertClean(String name, List<String> command, List<String> options, Class<?>... classes)
            throws Exception {
        var log = LOGS.resolve(name + ".log");
        var arguments = new ArrayList<>(command);
        Stream.of(classes).map(Class::getName).forEach(arguments::add);
        var child = run(log, options, arguments);
        assertEquals("", Files.readString(log), "Oclgrind's log");
        assertEquals(0, child.exit(), child.output());
    }

    @Test
    void faultIsSeen() throws Exception {
        var log = folder.resolve("fault.log");
        run(log, List.of(), List.of("outOfBounds"));
        assertTrue(Files.readString(log).contains("Invalid write"), Files.readString(log));
    }

    private ChildJvm run(Path log, List<String> options, List<String> arguments) throws Exception {
        var environment = new HashMap<>(Drivers.only(folder, Drivers.oclgrind()));
        environment.putAll(Map.of("OCLGRIND_LOG", log.toString(), "OCLGRIND_DATA_RACES", "1", "OCLGRIND_CHECK_API",
                "1", "OCLGRIND_LOCAL_MEM_SIZE", LOCAL_BYTES));
        var main = new ArrayList<>(options);
        main.addAll(List.of("-Dlanewise.conformance=small", ChildMain.class.getName()));
        main.addAll(arguments);
        return ChildJvm.run(LIMIT, environment, main);
    }
}
