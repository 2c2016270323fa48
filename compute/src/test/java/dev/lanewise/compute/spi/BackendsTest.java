package dev.lanewise.compute.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.loops.LoopCompute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Which backend is chosen, and what is said about the others. */
class BackendsTest {
    /** A backend that cannot run. */
    public static final class Unusable implements ComputeProvider {
        @Override
        public String name() { return "unusable"; }

        @Override
        public int priority() { return 900; }

        @Override
        public Availability probe() { return Availability.unusable("the device sleeps", "Wake it up."); }

        @Override
        public String describe() { return "a device"; }

        @Override
        public Compute open(ComputeOptions options) { throw new AssertionError("must not be opened"); }
    }

    /** A backend that is better than loops; they stand in for it. */
    public static final class Better implements ComputeProvider {
        @Override
        public String name() { return "better"; }

        @Override
        public int priority() { return 800; }

        @Override
        public Availability probe() { return Availability.usable("everywhere"); }

        @Override
        public String describe() { return "a fast device"; }

        @Override
        public Compute open(ComputeOptions options) { return new LoopCompute(options); }
    }

    /** One that takes long to open. */
    public static final class Slow implements ComputeProvider {
        private static boolean asked;

        @Override
        public String name() { return "slow"; }

        @Override
        public int priority() {
            asked = true;
            return 900;
        }

        @Override
        public double leastWork() {
            return 1e9;
        }

        @Override
        public Availability probe() { return Availability.usable("everywhere"); }

        @Override
        public String describe() { return "a distant device"; }

        @Override
        public Compute open(ComputeOptions options) { return new LoopCompute(options); }
    }

    private static final Logger LOGGER = Logger.getLogger("dev.lanewise.compute");

    private static final String NO_SIMD = "the artifact dev.lanewise:kernel-simd is on neither the class path nor the"
            + " module path. Add it to the dependencies";
    private static final String NO_OPENCL = NO_SIMD.replace("simd", "opencl");
    private static final String OTHERS = "not float64: it is chosen by its name only; not opencl: " + NO_OPENCL
            + "; not simd: " + NO_SIMD;

    private final List<String> log = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) { log.add(entry.getLevel() + " " + entry.getMessage()); }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        Assumptions.assumeTrue(System.getenv(Backends.VARIABLE) == null,
                Backends.VARIABLE + " is set and forces a backend");
        LOGGER.addHandler(listener);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void restore() {
        LOGGER.removeHandler(listener);
        LOGGER.setUseParentHandlers(true);
        System.clearProperty(Backends.PROPERTY);
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void plainLoopsAreTheLastResortAndAWarning() {
        try (var compute = Compute.best()) {
            assertEquals("loops", compute.name());
        }
        assertEquals(List.of("WARNING backend loops: plain loops, FLOAT32, one thread, many times slower than SIMD ("
                + OTHERS + ")"), log);
    }

    /** As in a jar made of several, of whose provider files one was kept. */
    @Test
    void providersThatNoFileListsAreFound() throws IOException {
        var name = ClassDesc.of("dev.lanewise.kernel.simd.SimdProvider");
        var place = Files.createDirectories(folder.resolve("dev/lanewise/kernel/simd"));
        ClassFile.of().buildTo(place.resolve("SimdProvider.class"), name, _ -> {});
        register();
        try (var compute = Compute.best()) {
            assertEquals("loops", compute.name());
        }
        String reason = "no provider file lists dev.lanewise.kernel.simd.SimdProvider. Merge META-INF/services";
        assertTrue(log.getFirst().contains("not simd: " + reason), log.toString());
        var error = assertThrows(ComputeException.class, () -> Compute.named("simd"));
        assertTrue(error.getMessage().startsWith("backend simd cannot run here: " + reason), error.getMessage());
    }

    @Test
    void aMissingArtifactIsNamed() {
        var simd = assertThrows(ComputeException.class, () -> Compute.named("simd"));
        assertEquals("backend simd cannot run here: " + NO_SIMD, simd.getMessage());
        var opencl = assertThrows(ComputeException.class, () -> Compute.named("opencl"));
        assertEquals("backend opencl cannot run here: " + NO_OPENCL, opencl.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"simdd, simd", "SIMD, simd", "open-cl, opencl", "loop, loops", "float46, float64", "cuda, ", "x, "})
    void theNearestNameIsSuggested(String name, String nearest) {
        var error = assertThrows(IllegalArgumentException.class, () -> Compute.named(name));
        assertEquals("backend: there is no " + name + "; there are loops, float64"
                + (nearest == null ? "" : "; did you mean '" + nearest + "'?"), error.getMessage());
    }

    @Test
    void theBestUsableOneWinsAndTheReasonsAreLogged() throws IOException {
        register(Unusable.class.getName(), Better.class.getName());
        assertEquals(List.of("unusable", "better", "loops", "float64"),
                Backends.providers().stream().map(ComputeProvider::name).toList());
        try (var compute = Compute.best(ComputeOptions.DEFAULT.withThreads(2))) {
            assertEquals(List.of("INFO backend better: plain loops, FLOAT32, one thread (not unusable: the device"
                    + " sleeps. Wake it up.; " + OTHERS + ")"), log);
        }
    }

    @Test
    void littleWorkIsNotSentFar() throws IOException {
        register(Slow.class.getName(), Better.class.getName());
        Slow.asked = false;
        try (var compute = Compute.best(ComputeOptions.DEFAULT.withWork(9e8))) {
            assertEquals(List.of("INFO backend better: plain loops, FLOAT32, one thread (not slow: little work was"
                    + " announced; " + OTHERS + ")"), log);
        }
        assertFalse(Slow.asked);
        var enough = List.of(ComputeOptions.DEFAULT, ComputeOptions.DEFAULT.withWork(1e9),
                ComputeOptions.DEFAULT.withWork(1).withDevice("distant"));
        for (var options : enough) {
            log.clear();
            try (var compute = Compute.best(options)) {
                assertEquals(List.of("INFO backend slow: plain loops, FLOAT32, one thread (" + OTHERS + ")"), log);
            }
        }
    }

    @Test
    void aForcedBackendIsTakenOrRefusedWithTheReason() throws IOException {
        register(Unusable.class.getName(), Better.class.getName());
        System.setProperty(Backends.PROPERTY, "float64");
        try (var compute = Compute.best()) {
            assertEquals("float64", compute.name());
        }
        System.setProperty(Backends.PROPERTY, "unusable");
        var error = assertThrows(ComputeException.class, Compute::best);
        assertEquals("system property lanewise.backend: backend unusable cannot run here: the device sleeps. Wake it"
                + " up.", error.getMessage());
        System.setProperty(Backends.PROPERTY, "nosuch");
        var unknown = assertThrows(ComputeException.class, Compute::best);
        assertEquals("system property lanewise.backend: backend: there is no nosuch; there are unusable, better, loops,"
                + " float64", unknown.getMessage());
        System.setProperty(Backends.PROPERTY, "");
        try (var compute = Compute.best()) {
            assertEquals("loops", compute.name());
        }
    }

    @Test
    void aBackendByName() throws IOException {
        try (var compute = Compute.named("float64")) {
            assertEquals("float64", compute.name());
            assertEquals(8, compute.elementType().bytes());
        }
        register(Unusable.class.getName());
        assertThrows(ComputeException.class, () -> Compute.named("unusable"));
        assertThrows(IllegalArgumentException.class, () -> Compute.named("other"));
    }

    @Test
    void aProviderThatCannotBeLoadedIsLeftOut() throws IOException {
        register("no.such.Provider", BackendsTest.class.getName(), Better.class.getName());
        assertEquals(List.of("better", "loops", "float64"),
                Backends.providers().stream().map(ComputeProvider::name).toList());
        assertEquals(2, log.stream().filter(line -> line.startsWith("WARNING A backend cannot be loaded")).count());
    }

    @Test
    void aBackendThatCannotBeLoadedIsToldFromAMissingOne() throws IOException {
        register("dev.lanewise.kernel.opencl.OpenClProvider");
        var error = assertThrows(ComputeException.class, () -> Compute.named("opencl"));
        assertTrue(error.getMessage().startsWith("backend opencl cannot run here: it cannot be loaded: "),
                error.getMessage());
    }

    /** Puts providers on the path of this thread, before those of the module. */
    private void register(String... providers) throws IOException {
        var services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(ComputeProvider.class.getName()), List.of(providers));
        Thread.currentThread()
                .setContextClassLoader(new URLClassLoader(new URL[]{folder.toUri().toURL()}, before));
    }
}
