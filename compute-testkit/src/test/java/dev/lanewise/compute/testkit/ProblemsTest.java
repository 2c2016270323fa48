package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The declarations of operations: that they are right, the same every time, and tell right from wrong. */
class ProblemsTest {
    private static final Compute LOOPS = Compute.named("loops");

    @AfterAll
    static void close() { LOOPS.close(); }

    static List<String> operations() {
        return Problems.operations();
    }

    static Stream<String> products() {
        return operations().stream().filter(Problems::isProduct);
    }

    private static double[] right(Problem problem) {
        try (var workload = problem.on(LOOPS)) {
            workload.run();
            return workload.result();
        }
    }

    @Test
    void namesAreThoseOfTheKernels() {
        var names = operations();
        assertEquals(names.size(), names.stream().distinct().count());
        for (String name : names)
            assertTrue(name.matches("[a-z][a-zA-Z]*"), name);
        assertTrue(names.containsAll(List.of("copy", "exp", "add", "relu", "leakyRelu", "sigmoidBackward", "reduceRows",
                "reduceRowsMean", "reduceAllMax", "gemm", "gemmTransposedA", "batchNormTrain", "batchNormTrainRelu",
                "adamStep")), names.toString());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void declarationsAreTheSameEveryTime(String operation) {
        var one = Problems.of(operation, ElementType.FLOAT32, 6, 5, 7);
        var other = Problems.of(operation, ElementType.FLOAT32, 6, 5, 7);
        assertEquals(operation, one.operation());
        assertEquals(one.inputs().stream().map(Variable::name).toList(),
                other.inputs().stream().map(Variable::name).toList());
        for (int i = 0; i < one.inputs().size(); i++) {
            var values = one.inputs().get(i).values();
            assertEquals(one.inputs().get(i).length(), values.length);
            assertArrayEquals(values, other.inputs().get(i).values());
            for (int earlier = 0; earlier < i; earlier++)
                assertFalse(Arrays.equals(values, one.inputs().get(earlier).values()), "two inputs are equal");
        }
        assertTrue(one.flops() >= 0 && one.bytes() > 0, operation);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void oneElementThatIsOffIsFound(String operation) {
        var problem = Problems.of(operation, ElementType.FLOAT32, 40, 9, 7);
        var result = right(problem);
        problem.verify(operation, 0, result);
        int last = problem.result().length() - 1;
        // Flat parameters end in a gap of zeros.
        result[last] += 2e-3 + 2e-3 * Math.abs(result[last]);
        var error = assertThrows(AssertionError.class, () -> problem.verify(operation, 0, result));
        assertTrue(error.getMessage().startsWith(operation + ": element " + last + " "), error.getMessage());
        assertThrows(AssertionError.class, () -> problem.verify(operation, 0, Arrays.copyOf(result, last)));
    }

    @Test
    void anErrorThatIsAllowedBesidesPasses() {
        for (var operation : List.of("tanh", "gemm")) {
            var problem = Problems.of(operation, ElementType.FLOAT32, 8, 7, 7);
            var result = right(problem);
            result[3] += 1e-4;
            problem.verify(operation, 1.1e-4, result);
            assertThrows(AssertionError.class, () -> problem.verify(operation, 0.9e-4, result));
        }
    }

    @ParameterizedTest
    @MethodSource("products")
    void productsHaveAnyShape(String operation) {
        for (boolean transposeA : new boolean[]{false, true})
            for (boolean transposeB : new boolean[]{false, true})
                for (int stride : new int[]{0, 16}) {
                    var shape = new GemmShape(5, 11, 13, transposeA, transposeB, stride);
                    var problem = Problems.product(operation, ElementType.FLOAT32, shape, 7);
                    assertEquals(2.0 * 5 * 11 * 13, problem.flops());
                    assertEquals(4.0 * (5 * 11 + 11 * 13 + 5 * 13), problem.bytes());
                    try (var workload = problem.on(LOOPS)) {
                        workload.verify();
                        problem.verify(operation + " " + shape, 0, workload.result());
                    }
                }
    }

    @Test
    void rowsThatDoNotFitIntoTheirStrideAreRefused() {
        var error = assertThrows(IllegalArgumentException.class, () -> new GemmShape(2, 3, 4, false, false, 3));
        assertEquals("stride: must be at least 4, got 3", error.getMessage());
        assertEquals(5, new GemmShape(5, 3, 4, true, false, 5).stride());
    }

    /** In a row that is not compared element by element. */
    @Test
    void oneElementOfALargeProductThatIsOffIsFound() {
        var problem = Problems.product("gemm", ElementType.FLOAT32, GemmShape.of(640, 512, 512), 7);
        var result = right(problem);
        problem.verify("product", 0, result);
        result[640 * 512 / 2 + 3] += 0.05;
        var error = assertThrows(AssertionError.class, () -> problem.verify("product", 0, result));
        assertTrue(error.getMessage().startsWith("product: row 320 times"), error.getMessage());
        result[640 * 512 / 2 + 3] -= 0.05;
        result[639 * 512] += 0.05;
        error = assertThrows(AssertionError.class, () -> problem.verify("product", 0, result));
        assertTrue(error.getMessage().startsWith("product, 4 rows of 640: element 1536 "), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 520})
    void aProductOfShorterFactorsIsFound(int m) {
        var problem = Problems.product("gemm", ElementType.FLOAT32, GemmShape.of(m, 256, 512), 7);
        var a = problem.inputs().get(0).values();
        var b = problem.inputs().get(1).values();
        var c = new double[m * 512];
        for (int i = 0; i < m; i++)
            for (int p = 0; p < 256; p++) {
                double shortened = Float.float16ToFloat(Float.floatToFloat16((float) a[i * 256 + p]));
                for (int j = 0; j < 512; j++)
                    c[i * 512 + j] += shortened * b[p * 512 + j];
            }
        assertThrows(AssertionError.class, () -> problem.verify("product", 0, c));
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        var missing = assertThrows(IllegalArgumentException.class,
                () -> Problems.of("fft", ElementType.FLOAT32, 2, 3, 7));
        assertTrue(missing.getMessage().startsWith("operation: there is no fft; there are copy, fill"),
                missing.getMessage());
        var noProduct = assertThrows(IllegalArgumentException.class,
                () -> Problems.product("relu", ElementType.FLOAT32, GemmShape.of(2, 3, 4), 7));
        assertTrue(noProduct.getMessage().contains("there is no relu; there are gemm, "), noProduct.getMessage());
        var doubles = Problems.of("relu", ElementType.FLOAT64, 2, 3, 7);
        var type = assertThrows(IllegalArgumentException.class, () -> doubles.on(LOOPS));
        assertTrue(type.getMessage().contains("needs one of FLOAT64, got loops"), type.getMessage());
        var written = doubles.result();
        var error = assertThrows(IllegalStateException.class, written::values);
        assertEquals("out: is only written", error.getMessage());
    }
}
