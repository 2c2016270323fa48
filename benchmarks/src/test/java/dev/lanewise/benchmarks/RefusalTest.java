package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

/** A wrong result is refused before it is timed. */
class RefusalTest {
    private static float[] right(Task task) {
        try (var session = Implementations.own().operation("loops").open(task, 1)) {
            session.run();
            return session.result();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"relu:40x9", "batchNormTrain:40x9", "adamStep:40x16", "dropout:40x9", "gemm:65x33x17",
            "gemm:512x512x512"})
    void oneElementThatIsOffIsFound(String text) {
        var task = Task.parse(text);
        var result = right(task);
        task.verify(0, result);
        result[result.length / 2] += 0.05f;
        var error = assertThrows(AssertionError.class, () -> task.verify(0, result));
        assertTrue(error.getMessage().startsWith(text + ": "), error.getMessage());
    }

    @Test
    void aResultOfAnotherLengthIsFound() {
        assertThrows(AssertionError.class, () -> Task.gemm(2, 2, 2).verify(0, new float[3]));
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

    /** One probability that is off or no number, and too few rows. */
    @Test
    void aPredictionThatIsOffIsFound() {
        var task = PredictionTask.parse("predict:20-16-5:batch3");
        var right = PredictionReference.probabilities(task);
        PredictionReference.verify(task, right);
        var off = right.clone();
        off[7] += 1e-3;
        var error = assertThrows(AssertionError.class, () -> PredictionReference.verify(task, off));
        assertTrue(error.getMessage().startsWith("predict:20-16-5:batch3: class 2 of row 1 has"), error.getMessage());
        off[7] = Double.NaN;
        assertThrows(AssertionError.class, () -> PredictionReference.verify(task, off));
        assertThrows(AssertionError.class, () -> PredictionReference.verify(task, Arrays.copyOf(right, 10)));
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
