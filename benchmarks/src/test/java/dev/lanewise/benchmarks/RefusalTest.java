package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong result is refused before it is timed. */
class RefusalTest {
    private static float[] right(Task task) {
        try (var session = Implementations.own().operation("loops").open(task, 1)) {
            session.run();
            return session.result();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"GEMM", "FMA", "DROPOUT"})
    void oneElementThatIsOffIsFound(Operation operation) {
        var task = Task.of(operation, 40, 9);
        var result = right(task);
        Reference.verify(task, result);
        int last = result.length - 1;
        result[last] += 2e-3f + 2e-3f * Math.abs(result[last]);
        var error = assertThrows(AssertionError.class, () -> Reference.verify(task, result));
        assertTrue(error.getMessage().startsWith(task + ": element " + last), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemm:65x33x17", "gemm:512x512x512"})
    void oneElementOfAProductThatIsOffIsFound(String text) {
        var task = Task.parse(text);
        var result = right(task);
        // In a row that is not compared element by element.
        result[result.length / 2 + 3] += 0.05f;
        var error = assertThrows(AssertionError.class, () -> Reference.verify(task, result));
        assertTrue(error.getMessage().startsWith(text), error.getMessage());
    }

    @Test
    void aProductOfShorterFactorsIsFound() {
        var task = Task.parse("gemm:64x256x64");
        var a = task.input(0);
        var b = task.input(1);
        var c = new float[64 * 64];
        for (int i = 0; i < 64; i++)
            for (int j = 0; j < 64; j++)
                for (int p = 0; p < 256; p++)
                    c[i * 64 + j] += Float.float16ToFloat(Float.floatToFloat16(a[i * 256 + p])) * b[p * 64 + j];
        assertThrows(AssertionError.class, () -> Reference.verify(task, c));
    }

    @Test
    void aResultOfAnotherLengthIsFound() {
        assertThrows(AssertionError.class, () -> Reference.verify(Task.gemm(2, 2, 2), new float[3]));
    }

    @Test
    void nothingDroppedAndAllDroppedAreFound() {
        var task = Task.of(Operation.DROPOUT, 100, 100);
        var kept = task.input(0);
        for (int i = 0; i < kept.length; i++)
            kept[i] /= 0.8f;
        assertThrows(AssertionError.class, () -> Reference.verify(task, kept));
        assertThrows(AssertionError.class, () -> Reference.verify(task, new float[kept.length]));
        assertThrows(AssertionError.class, () -> Reference.verify(task, task.input(0)));
    }

    @Test
    void aTrainingThatStartsElsewhereOrDoesNotLearnIsFound() {
        var task = TrainingTask.parse("20-16-5:batch8");
        double exact = TrainingReference.firstLoss(task);
        TrainingReference.verifyFirst(task, exact * (1 + 1e-6));
        assertThrows(AssertionError.class, () -> TrainingReference.verifyFirst(task, exact * 1.001));
        assertThrows(AssertionError.class, () -> TrainingReference.verifyFirst(task, Double.NaN));
        assertThrows(AssertionError.class, () -> TrainingReference.verifyFallen(task, exact, exact));
        assertThrows(AssertionError.class, () -> TrainingReference.verifyFallen(task, exact, Double.NaN));
    }

    @Test
    void theBenchmarkItselfRefuses() {
        var benchmark = new MatmulBenchmark();
        benchmark.task = "gemm:5x5x5";
        benchmark.implementation = "nobody";
        var error = assertThrows(IllegalArgumentException.class, benchmark::open);
        assertTrue(error.getMessage().contains("there is no nobody"), error.getMessage());
        benchmark.implementation = "ijk";
        benchmark.threads = 64;
        error = assertThrows(IllegalArgumentException.class, benchmark::open);
        assertTrue(error.getMessage().contains("does not have gemm:5x5x5 at 64 threads"), error.getMessage());
    }
}
