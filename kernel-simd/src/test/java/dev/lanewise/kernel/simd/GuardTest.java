package dev.lanewise.kernel.simd;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.AllocationGuard;
import dev.lanewise.compute.testkit.MethodSizeGuard;
import dev.lanewise.compute.testkit.Workloads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What shows that the kernels run in registers: results are right either way. */
class GuardTest {
    /** Loops over memory that are called from scalar code: compiled on their own, never inlined. */
    private static final Map<String, String> LARGE_ROOTS = Map.ofEntries(
            entry("EightRows.ofRows", "16 accumulators, each a local variable: 0.96 to 1.0 of the FMA ceiling"),
            entry("EightRows.ofSteps", "16 accumulators"),
            entry("SixteenRows.ofRows", "16 accumulators"),
            entry("SixteenRows.ofSteps", "16 accumulators"),
            entry("OneRow.tile", "8 accumulators"),
            entry("FiveRows.wideOfRows", "10 accumulators, for 16 registers"),
            entry("FiveRows.wideOfSteps", "10 accumulators, for 16 registers"),
            entry("FiveRows.narrowOfRows", "5 accumulators, for 16 registers"),
            entry("FiveRows.narrowOfSteps", "5 accumulators, for 16 registers"),
            entry("BatchNormKernels.gradients", "two sums of four rows each"),
            entry("BatchNormKernels.normalise", "four rows, so that what belongs to columns is read once for them"),
            entry("BatchNormKernels.backward", "four rows, so that what belongs to columns is read once for them"),
            entry("VectorMath.expShifted", "a polynomial written without helpers"),
            entry("VectorMath.sigmoid", "a polynomial written without helpers"),
            entry("VectorMath.log", "a polynomial written without helpers"),
            entry("VectorMath.tanh", "two polynomials written without helpers"),
            entry("SmoothRectifiers.softplus", "two polynomials written without helpers"),
            entry("SmoothRectifiers.softplusBackward", "a polynomial written without helpers"),
            entry("SmoothRectifiers.silu", "a polynomial written without helpers"),
            entry("SmoothRectifiers.siluBackward", "a polynomial written without helpers"),
            entry("SmoothRectifiers.gelu", "two polynomials written without helpers"),
            entry("SmoothRectifiers.geluBackward", "two polynomials written without helpers"));

    @Test
    void noVectorPassesThroughAMethodThatIsNotInlined() throws URISyntaxException {
        var classes = Path.of(SimdProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertEquals(List.of(), MethodSizeGuard.faults(classes, LARGE_ROOTS));
    }

    /** One that does is boxed wherever C2 does not inline it, which depends on what ran before. */
    @Test
    void noMethodTakesOrReturnsAVector() throws IOException, URISyntaxException {
        var classes = Path.of(SimdProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (var files = Files.walk(classes)) {
            var found = files.filter(f -> f.toString().endsWith(".class")).flatMap(GuardTest::vectorMethods).toList();
            assertEquals(List.of(), found);
        }
    }

    private static Stream<String> vectorMethods(Path file) {
        try {
            var type = ClassFile.of().parse(file);
            return type.methods().stream().filter(m -> m.methodType().stringValue().contains("jdk/incubator/vector"))
                    .map(m -> type.thisClass().asInternalName() + "." + m.methodName().stringValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A second shape of an element type makes C2 box vectors of the first ({@link Lanes}). */
    @Test
    void thereIsOneShape() throws IOException, URISyntaxException {
        var classes = Path.of(SimdProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (var files = Files.walk(classes)) {
            var species = files.filter(f -> f.toString().endsWith(".class")).flatMap(GuardTest::speciesNames).toList();
            assertEquals(List.of("Lanes: SPECIES_PREFERRED"), species.stream().distinct().toList());
        }
    }

    private static Stream<String> speciesNames(Path file) {
        try {
            var type = ClassFile.of().parse(file);
            var names = new ArrayList<String>();
            for (var entry : type.constantPool())
                if (entry instanceof FieldRefEntry field && field.name().stringValue().startsWith("SPECIES_"))
                    names.add(type.thisClass().asSymbol().displayName() + ": " + field.name().stringValue());
            return names.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> operations() {
        return Workloads.operations().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void replayAllocatesNothing(String operation) {
        // Several chunks of work, a part of a vector at the end of each row; and rows that are shorter than a vector.
        for (int cols : new int[]{309, 5})
            for (int threads = 1; threads <= 2; threads++)
                try (var compute = open(threads);
                        var workload = Workloads.of(operation, compute, 67, cols, 1);
                        var plan = compute.record(workload::run)) {
                    AllocationGuard.assertAllocatesNothing(operation + " with " + threads + " threads", plan::run);
                }
    }

    private static Compute open(int threads) {
        return new SimdProvider().open(ComputeOptions.DEFAULT.withThreads(threads));
    }
}
