package dev.lanewise.kernel.simd;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.View;
import dev.lanewise.compute.testkit.AllocationGuard;
import dev.lanewise.compute.testkit.MethodSizeGuard;
import dev.lanewise.compute.testkit.Workloads;
import dev.lanewise.kernel.simd.gemm.RareProducts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What shows that the kernels run in registers: results are right either way. */
class GuardTest {
    /** Loops over memory that are called from scalar code: compiled on their own, never inlined. */
    private static final Map<String, String> LARGE_ROOTS = Map.ofEntries(
            entry("Tile8x2.rowMajor", "16 accumulators, each a local variable: 0.96 to 1.0 of the FMA ceiling"),
            entry("Tile8x2.kMajor", "16 accumulators"),
            entry("Tile16x1.rowMajor", "16 accumulators"),
            entry("Tile16x1.kMajor", "16 accumulators"),
            entry("Gemv.tile", "8 accumulators"),
            entry("SmallK.column", "four rows of B in registers"),
            entry("SmallK.columns", "four rows of B in registers, two vectors each"),
            entry("FlatRows.place", "four rows of B and four permutations in registers"),
            entry("Tile6x2.rowMajor", "12 accumulators, for 16 registers, two steps of k in a turn"),
            entry("Tile6x2.kMajor", "12 accumulators, for 16 registers, two steps of k in a turn"),
            entry("Tile4x2.rowMajor", "8 accumulators, for 16 registers, two steps of k in a turn"),
            entry("Tile4x2.kMajor", "8 accumulators, for 16 registers, two steps of k in a turn"),
            entry("Tile12x1.rowMajor", "12 accumulators, for 16 registers, two steps of k in a turn"),
            entry("Tile12x1.kMajor", "12 accumulators, for 16 registers, two steps of k in a turn"),
            entry("Transpose.eights", "an 8 x 8 block in registers"),
            entry("OptimizerVectors.adam", "four arrays, of which three are written"),
            entry("RowKernels.sumOfSquares", "four sums, of elements times a factor"),
            entry("BatchNormVectors.gradients", "two sums of four rows each"),
            entry("BatchNormVectors.normalise", "four rows, so that what belongs to columns is read once for them"),
            entry("BatchNormVectors.backward", "four rows, so that what belongs to columns is read once for them"),
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
        assertEquals(List.of(), MethodSizeGuard.faults(folder(), LARGE_ROOTS));
    }

    /** One that does is boxed wherever C2 does not inline it, which depends on what ran before. */
    @Test
    void noMethodTakesOrReturnsAVector() throws IOException, URISyntaxException {
        assertEquals(List.of(), methods(m -> m.methodType().stringValue().contains("jdk/incubator/vector")));
    }

    /** C2 guesses what memory a kernel reads, by what ran before, unless the kernel says it ({@code Lanes.NATIVE}). */
    @Test
    void everyKernelCastsItsSegments() throws IOException, URISyntaxException {
        assertEquals(List.of(), methods(m -> calls(m, "FloatVector", "fromMemorySegment")
                + calls(m, "FloatVector", "intoMemorySegment") > 0 && calls(m, "Class", "cast") < segments(m)));
    }

    private static long calls(MethodModel method, String type, String name) {
        return method.code().stream().flatMap(CodeModel::elementStream)
                .filter(e -> e instanceof InvokeInstruction call && call.name().equalsString(name)
                        && call.owner().asSymbol().displayName().equals(type))
                .count();
    }

    private static long segments(MethodModel method) {
        return method.methodTypeSymbol().parameterList().stream()
                .filter(p -> p.displayName().equals("MemorySegment")).count();
    }

    /** A second shape of an element type makes C2 box vectors of the first ({@code Lanes}). */
    @Test
    void thereIsOneShape() throws IOException, URISyntaxException {
        var species = new TreeSet<String>();
        for (var type : classes())
            for (var entry : type.constantPool())
                if (entry instanceof FieldRefEntry field && field.name().stringValue().startsWith("SPECIES_"))
                    species.add(name(type) + ": " + field.name().stringValue());
        assertEquals(Set.of("Lanes: SPECIES_PREFERRED"), species);
    }

    private static List<String> methods(Predicate<MethodModel> filter) throws IOException, URISyntaxException {
        var names = new ArrayList<String>();
        for (var type : classes())
            for (var method : type.methods())
                if (filter.test(method))
                    names.add(name(type) + "." + method.methodName().stringValue());
        return names;
    }

    private static String name(ClassModel type) { return type.thisClass().asSymbol().displayName(); }

    private static List<ClassModel> classes() throws IOException, URISyntaxException {
        var parsed = new ArrayList<ClassModel>();
        try (var files = Files.walk(folder())) {
            for (var file : files.filter(f -> f.toString().endsWith(".class")).toList())
                parsed.add(ClassFile.of().parse(file));
        }
        return parsed;
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(SimdProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
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

    @Test
    void rareProductsAllocateNothing() {
        for (int threads = 1; threads <= 2; threads++)
            try (var compute = open(threads)) {
                for (var product : RareProducts.on(compute))
                    try (product; var plan = compute.record(product::run)) {
                        AllocationGuard.assertAllocatesNothing(product.size() + " with " + threads + " threads",
                                plan::run);
                    }
            }
    }

    /** What is random has no outlier, so that no workload moves a pivot. */
    @Test
    void batchNormWithAnOutlierAllocatesNothing() {
        for (int threads = 1; threads <= 2; threads++)
            try (var compute = open(threads)) {
                int rows = 309;
                int cols = 67;
                var x = compute.allocate(rows, cols);
                compute.fill(1, x);
                compute.fill(1e6, x.rows(0, 1));
                var row = new View[6];
                for (int i = 0; i < row.length; i++) {
                    row[i] = compute.allocate(1, cols);
                    compute.fill(1, row[i]);
                }
                var norm = new BatchNorm(row[0], row[1], row[2], row[3], row[4], row[5], 0.9, 1e-5,
                        Activation.IDENTITY);
                var out = compute.allocate(rows, cols);
                try (var plan = compute.record(() -> compute.batchNormTrain(norm, x, out))) {
                    AllocationGuard.assertAllocatesNothing("batch norm of an outlier with " + threads + " threads",
                            plan::run);
                }
            }
    }

    private static Compute open(int threads) {
        return new SimdProvider().open(ComputeOptions.DEFAULT.withThreads(threads));
    }
}
