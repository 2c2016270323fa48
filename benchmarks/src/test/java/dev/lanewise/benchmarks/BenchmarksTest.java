package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.testkit.Workload;
import dev.lanewise.compute.testkit.Workloads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/** What the benchmarks time is right, on every backend that they time; nothing is timed here. */
class BenchmarksTest {
    static List<String> backends() { return BenchmarkRunner.usableBackends(); }

    @Test
    void everyBackendIsEitherTimedOrExplained() {
        assertEquals(3, BenchmarkRunner.usableBackends().size() + BenchmarkRunner.missingBackends().size());
        assertEquals("loops", BenchmarkRunner.usableBackends().getFirst());
    }

    @ParameterizedTest
    @MethodSource("backends")
    void productIsComparedBeforeItIsTimed(String backend) {
        var benchmark = new MatmulBenchmark();
        benchmark.size = 67;
        benchmark.backend = backend;
        benchmark.open();
        benchmark.matmul();
        benchmark.close();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void activationsAndBatchNormAreComparedBeforeTheyAreTimed(String backend) {
        for (String operation : List.of("relu", "sigmoid")) {
            var benchmark = new ActivationBenchmark();
            benchmark.operation = operation;
            benchmark.backend = backend;
            benchmark.open();
            benchmark.activation();
            benchmark.close();
        }
        for (String operation : List.of("batchNormTrain", "batchNormBackward")) {
            var benchmark = new BatchNormBenchmark();
            benchmark.operation = operation;
            benchmark.backend = backend;
            benchmark.open();
            benchmark.batchNorm();
            benchmark.close();
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void trainingIsComparedWithFloat64BeforeItIsTimed(String backend) {
        var benchmark = new TrainingBenchmark();
        benchmark.backend = backend;
        benchmark.open();
        assertTrue(benchmark.trainingStep() > 0);
        benchmark.close();
    }

    @Test
    void anOperationThatIsNotThereIsRefused() {
        var benchmark = new BenchmarksTestState();
        benchmark.backend = "loops";
        var error = assertThrows(IllegalArgumentException.class, benchmark::open);
        assertTrue(error.getMessage().contains("there is no fft"), error.getMessage());
    }

    @Test
    void ratesFollowFromWorkAndTime() {
        var measurement = new Measurement("gemm", "10x10x10", "loops", 1000, 900, 1100, 2000, 1200);
        assertEquals(2, measurement.gigaflops());
        assertEquals(1.2, measurement.gigabytes());
    }

    @Test
    void aTrainingStepCountsEveryProductOnce() {
        // 784-512-256-10: the lowest layer needs no gradient of its input.
        double weights = 2 * 784 * 512 + 3 * 512 * 256 + 3 * 256 * 10;
        assertEquals(2.0 * 128 * weights, TrainingBenchmark.flops());
    }

    private static final class BenchmarksTestState extends OperationState {
        @Override
        Workload prepare(Compute on) { return Workloads.of("fft", on, 2, 2, SEED); }
    }
}
