package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What {@link DeviceSuite} says of tests; theirs are in classes whose names end in no Test, so only it runs them. */
class DeviceSuiteTest {
    /** The one that runs. */
    private static DeviceSuite suite;

    @TempDir
    private Path folder;

    static final class Passing {
        @Test
        void passes() {}
    }

    static final class Mixed {
        @Test
        void passes() {}

        @Test
        void fails() { fail("as it must"); }

        @Test
        void isAborted() { abort("not here"); }

        @Test
        @Disabled("never")
        void isDisabled() {}
    }

    static final class Unopened {
        @BeforeAll
        static void open() { fail("no device"); }

        @Test
        void passes() {}
    }

    static final class Hanging {
        @Test
        void hangs() throws InterruptedException {
            // Not before: a busy machine may take its time until here.
            suite.setPatience(Duration.ofSeconds(1));
            Thread.currentThread().join();
        }
    }

    static final class Crashing {
        @Test
        void crashes() { Runtime.getRuntime().halt(3); }
    }

    /** What ends its process needs one of its own. */
    static final class Child {
        public static void main(String[] arguments) throws ClassNotFoundException {
            run(Path.of(arguments[0]), Passing.class, Class.forName(arguments[1]));
        }
    }

    private static int run(Path file, Class<?>... classes) {
        var request = LauncherDiscoveryRequestBuilder.request();
        for (var tests : classes)
            request.selectors(selectClass(tests));
        var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        suite = new DeviceSuite(TestDevice.get(), file, silent, Duration.ofMinutes(5));
        return suite.run(request.build());
    }

    private JsonNode report(int status, Class<?>... classes) throws Exception {
        var file = folder.resolve("report.json");
        assertEquals(status, run(file, classes));
        return read(file);
    }

    private static JsonNode read(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    @Test
    void deviceAndDriverAreNamed() throws Exception {
        var report = report(0, Passing.class);
        assertEquals(TestDevice.get().name(), report.get("device").asString());
        assertEquals(TestDevice.get().driver(), report.get("driver").asString());
        assertEquals(TestDevice.get().platform(), report.get("platform").asString());
        assertEquals("", report.get("running").asString());
        assertCounts(report, 1, 0, 0);
    }

    @Test
    void failedAndSkippedTestsAreNamed() throws Exception {
        var report = report(1, Passing.class, Mixed.class);
        assertCounts(report, 3, 1, 2);
        assertCounts(report.get("classes").get(1), 2, 1, 2);
        assertEquals("DeviceSuiteTest$Mixed fails()", report.get("failures").get(0).get("test").asString());
        assertTrue(report.get("failures").get(0).get("message").asString().contains("as it must"));
        assertTrue(report.get("skips").toString().contains("not here"), report.toString());
        assertTrue(report.get("skips").toString().contains("never"), report.toString());
    }

    @Test
    void classThatCannotStartIsAFailure() throws Exception {
        assertCounts(report(1, Unopened.class), 1, 1, 0);
    }

    @Test
    void noTestsAreNoSuccess() throws Exception {
        assertCounts(report(1), 0, 0, 0);
    }

    @Test
    void testThatHangsEndsTheProcessAndIsNamed() throws Exception {
        var report = reportOfChild(1, Hanging.class);
        assertCounts(report, 2, 1, 0);
        var failure = report.get("failures").get(0);
        assertEquals("DeviceSuiteTest$Hanging hangs()", failure.get("test").asString());
        assertTrue(failure.get("message").asString().startsWith("hangs: "), failure.toString());
    }

    @Test
    void driverThatCrashesLeavesAReport() throws Exception {
        var report = reportOfChild(3, Crashing.class);
        assertCounts(report, 1, 0, 0);
        assertEquals("DeviceSuiteTest$Crashing", report.get("running").asString());
    }

    private JsonNode reportOfChild(int status, Class<?> tests) throws Exception {
        TestDevice.get();
        var file = folder.resolve("report.json");
        var main = List.of(Child.class.getName(), file.toString(), tests.getName());
        var child = ChildJvm.run(Duration.ofMinutes(2), Map.of(), main);
        assertEquals(status, child.exit(), child.output());
        return read(file);
    }

    private static void assertCounts(JsonNode counts, int run, int failed, int skipped) {
        assertEquals(run, counts.get("run").asInt(), counts.toString());
        assertEquals(failed, counts.get("failed").asInt(), counts.toString());
        assertEquals(skipped, counts.get("skipped").asInt(), counts.toString());
    }
}
