package dev.lanewise.kernel.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernel.simd.gemm.MicroKernel;
import dev.lanewise.kernel.simd.runtime.Lanes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What C2 says of the kernels while all operations run in one process. */
@Timeout(300)
class CompilationTest {
    /** {@code   5666 3623 %     4       dev.lanewise...EdgeTile::copyRows @ 80 (98 bytes)}. */
    private static final Pattern TIER_4 = Pattern
            .compile(
                    "\\s*\\d+ +\\d+ [ %sb!n]+ 4 +dev\\.lanewise\\.kernel\\.simd\\.(?:[a-z]+\\.)?(\\S+)( @ -?\\d+)? \\(\\d+ bytes\\)");
    private static final Pattern INLINED = Pattern
            .compile(
                    "dev\\.lanewise\\.kernel\\.simd\\.(?:[a-z]+\\.)?(\\S+) \\(\\d+ bytes\\) +(inline \\(hot\\)|force inline)");
    private static final Pattern VECTORS = Pattern.compile("jdk\\.(incubator|internal\\.vm)\\.vector\\.");

    private static List<String> protocol;

    @BeforeAll
    static void run() throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // What narrows the vectors here narrows them there.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-XX:") || flag.startsWith("--")).forEach(command::add);
        // The compiler is waited for, so that the end of the run does not come before it on a busy machine.
        command.addAll(List.of("-Xbatch", "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+PrintCompilation",
                "-XX:+PrintInlining", "-cp",
                System.getProperty("java.class.path"), CompilationMain.class.getName()));
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var lines = process.inputReader()) {
            protocol = lines.lines()
                    .filter(line -> VECTORS.matcher(line).find() || line.contains("dev.lanewise.kernel.simd."))
                    .toList();
        }
        assertEquals(0, process.waitFor(), "the child failed");
    }

    /** A method that a compiler gives up stays in its profiling code, where every vector is an object. */
    @Test
    void noKernelIsGivenUp() {
        assertEquals(List.of(), protocol.stream().filter(line -> line.contains("COMPILE SKIPPED")).toList());
    }

    /**
     * Where C2 has inlined so much that it stops, a vector's own operations become calls, and the vector an object. A
     * method of ours may become a call: no vector passes through it.
     */
    @Test
    void noKernelGrowsBeyondWhatIsInlined() {
        assertEquals(List.of(), protocol.stream().filter(line -> line.contains("NodeCountInliningCutoff"))
                .filter(line -> VECTORS.matcher(line.substring(0, line.indexOf("failed"))).find()).toList());
    }

    /** On its own, or as a part of what calls it. */
    @Test
    void everyKernelIsCompiledByC2() throws Exception {
        var compiled = new TreeSet<String>();
        for (String line : protocol)
            for (var pattern : List.of(TIER_4, INLINED)) {
                var matcher = pattern.matcher(line);
                if (matcher.find())
                    compiled.add(matcher.group(1).replace("::", "."));
            }
        var kernels = kernels();
        assertTrue(kernels.contains("ElementwiseVectors.add"), kernels::toString);
        kernels.removeAll(compiled);
        assertEquals(List.of(), List.copyOf(kernels));
    }

    /** The methods that use vectors, but for those that are meant for another processor. */
    private static TreeSet<String> kernels() throws IOException, URISyntaxException {
        var kernels = new TreeSet<String>();
        var classes = Path.of(SimdProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (var files = Files.walk(classes)) {
            for (var file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                var type = ClassFile.of().parse(file);
                String owner = type.thisClass().asSymbol().displayName();
                for (var method : type.methods())
                    if (usesVectors(method))
                        kernels.add(owner + "." + method.methodName().stringValue());
            }
        }
        kernels.removeIf(name -> name.endsWith("<clinit>")
                || name.matches("Transpose\\.(sixteens|fours)") && Lanes.COUNT != 16
                || name.equals("Transpose.eights") && Lanes.COUNT != 8
                || name.matches(MicroKernel.MR == 8 ? "Tile(6x2|4x2|12x1)\\..*" : "Tile(8x2|16x1)\\..*"));
        return kernels;
    }

    private static boolean usesVectors(MethodModel method) {
        var code = method.findAttribute(Attributes.code());
        return code.isPresent()
                && code.get().elementStream().anyMatch(element -> element instanceof InvokeInstruction call
                        && call.owner().asInternalName().matches("jdk/incubator/vector/\\w+Vector"));
    }
}
