package dev.lanewise.kernel.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.spi.Backends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class SimdProviderTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    private record Verdict(boolean usable, String reason, String remedy, String description) {}

    @Test
    void isFoundAndPreferredToLoops() {
        assertInstanceOf(SimdProvider.class, Backends.providers().stream().filter(p -> p.name().equals("simd"))
                .findFirst().orElseThrow());
        try (var compute = Compute.named("simd")) {
            assertTrue(compute.describe().contains("-bit vectors of "), compute.describe());
        }
    }

    @Test
    void usableWithTheModule() throws Exception {
        var verdict = probe(MODULE);
        assertEquals(new Verdict(true, verdict.reason(), "", verdict.description()), verdict);
        assertTrue(verdict.description().matches(".*tile of products: \\d+ x \\d+;threads: \\d+"),
                verdict.description());
    }

    @Test
    void withoutTheModuleItSaysWhatToAdd() throws Exception {
        var verdict = probe();
        assertEquals(new Verdict(false, "the module jdk.incubator.vector is not loaded",
                "Start Java with --add-modules jdk.incubator.vector", verdict.reason()), verdict);
    }

    @ParameterizedTest
    @CsvSource({"-XX:TieredStopAtLevel=1, C2 is off", "-Xint, compilation is off",
            "-XX:CompilationMode=quick-only, C2 is off", "-XX:MaxVectorSize=8, vectors have 64 bits"})
    void refusesWhatMakesVectorsSlow(String flag, String reason) throws Exception {
        var verdict = probe(MODULE, flag);
        assertEquals(false, verdict.usable(), verdict::reason);
        assertTrue(verdict.reason().contains(reason), verdict::reason);
        assertEquals(false, verdict.remedy().isEmpty());
    }

    @Test
    void withoutFmaItMultipliesAndAdds() throws Exception {
        var verdict = probe(MODULE, "-XX:-UseFMA");
        assertTrue(verdict.usable(), verdict::reason);
        assertTrue(verdict.reason().endsWith("multiply and add apart"), verdict::reason);
    }

    /** Starts a Java machine with flags, on this one's class path. */
    private static Verdict probe(String... flags) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("java.class.path")));
        command.addAll(1, List.of(flags));
        command.add(ProbeMain.class.getName());
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), line);
        var parts = line.strip().split("\\|", -1);
        return new Verdict(Boolean.parseBoolean(parts[0]), parts[1], parts[2], parts[3]);
    }
}
