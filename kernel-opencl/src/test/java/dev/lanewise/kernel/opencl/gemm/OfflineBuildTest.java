package dev.lanewise.kernel.opencl.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.kernel.opencl.launch.KernelProfile;
import dev.lanewise.kernel.opencl.launch.ProgramVersion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the products for GPUs need on one of NVIDIA's, found out without one: clang compiles them, ptxas assembles them
 * and counts registers. NVIDIA's driver has another compiler, so the counts are a guide; a spill is a fault.
 */
@DisabledIfSystemProperty(named = "lanewise.long", matches = "false",
        disabledReason = "Takes half a minute: run it with -Plong")
class OfflineBuildTest {
    /** The H100. */
    private static final String ARCHITECTURE = "sm_90";
    private static final List<String> CLANG = List.of("clang-15", "--target=nvptx64-nvidia-cuda", "-march=sm_80",
            "-Xclang", "-target-feature", "-Xclang", "+ptx75", "-Xclang", "-finclude-default-header", "-cl-std=CL1.2",
            "-O3", "-S", "-x", "cl");
    /** 32-bit registers of a multiprocessor. */
    private static final int REGISTERS = 1 << 16;
    /** What one group may have of local memory on every GPU. */
    private static final int LOCAL_BYTES = 48 << 10;

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireTools() {
        for (String tool : List.of("clang-15", "ptxas"))
            assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(path -> Files.isExecutable(Path.of(path, tool))), tool + " is not installed");
    }

    static Stream<Version> versions() {
        var forms = List.of(new Version(null, true, true, false, true, false),
                new Version(null, false, true, false, true, false), new Version(null, true, true, true, true, false),
                new Version(null, true, false, false, false, false), new Version(null, false, true, false, true, true));
        return Stream.concat(GemmTile.FULL.stream(), GemmTile.FAST.stream())
                .flatMap(tile -> forms.stream().map(form -> form.with(tile)));
    }

    /** A tile, how it reads its factors, and whether it sums the columns of the right one. */
    record Version(GemmTile tile, boolean aAlongSteps, boolean aWide, boolean bAlongSteps, boolean bWide,
            boolean rightSums) {
        private Version with(GemmTile other) {
            return new Version(other, aAlongSteps, aWide, bAlongSteps, bWide, rightSums);
        }

        private String defines() {
            return (rightSums ? "#define RIGHT_SUMS\n" : "")
                    + tile.defines(new GemmTile.Reading(aAlongSteps, aWide), new GemmTile.Reading(bAlongSteps, bWide),
                            false);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void fitsWithoutSpills(Version version) throws Exception {
        String report = assemble(new ProgramVersion("gemm_tiles", version.defines()));
        var entry = Pattern.compile("entry function 'gemm_tiles'.*?(\\d+) bytes spill stores, (\\d+) bytes spill loads"
                + ".*?Used (\\d+) registers.*?(\\d+) bytes smem", Pattern.DOTALL).matcher(report);
        assertTrue(entry.find(), report);
        System.out
                .println(version + ": " + entry.group(3) + " registers, " + entry.group(4) + " bytes of local memory");
        assertEquals("0 0", entry.group(1) + " " + entry.group(2), "bytes spilled");
        assertTrue(Integer.parseInt(entry.group(3)) * version.tile().items() <= REGISTERS, entry.group(3));
        assertEquals(version.tile().localBytes(), Integer.parseInt(entry.group(4)));
        assertTrue(version.tile().localBytes() <= LOCAL_BYTES);
    }

    @Test
    void probeForTensorCoresBuilds() throws Exception {
        assertTrue(assemble(new ProgramVersion("tensor_probe", "")).contains("Used"));
    }

    private String assemble(ProgramVersion version) throws IOException, InterruptedException {
        var source = Files.writeString(folder.resolve("program.cl"),
                resource("nvptx.cl") + version.source(KernelProfile.GPU));
        run(Stream.concat(CLANG.stream(), Stream.of(source.toString(), "-o", "program.ptx")).toList());
        return run(List.of("ptxas", "-arch", ARCHITECTURE, "-v", "-c", "program.ptx", "-o", "program.o"));
    }

    private static String resource(String name) throws IOException {
        try (var stream = OfflineBuildTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        var output = folder.resolve("output");
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String report = Files.readString(output);
        assertTrue(ended && process.exitValue() == 0, report);
        return report;
    }
}
