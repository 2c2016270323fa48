package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.spi.Backends;
import dev.lanewise.compute.testkit.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the suite times is right; nothing is timed here. */
class OwnImplementationsTest {
    private static final Implementations OWN = Implementations.own();

    /** Bytes of a task that is verified without {@code -Plong}; a process that times a larger one verifies it first. */
    private static final double SMALL = 1 << 20;

    /** The smallest task of each operation in each family, and an odd one of each operation. */
    static Collection<Task> tasks() {
        boolean all = !"false".equals(System.getProperty("lanewise.long"));
        var smallest = Arrays.stream(Family.values()).flatMap(family -> family.tasks(false).stream()
                .filter(text -> !Family.isTraining(text) && !Family.isPrediction(text)).map(Task::parse)
                .collect(Collectors.toMap(Task::operation, task -> task,
                        BinaryOperator.minBy(Comparator.comparingDouble(Task::bytes))))
                .values().stream().filter(task -> all || task.bytes() <= SMALL));
        var odd = Stream.concat(Problems.operations().stream().filter(o -> !Problems.isProduct(o)), Stream.of(Task.FMA))
                .map(operation -> Task.of(operation, 67, 13));
        var products = Stream.of("gemm:5x7x3", "gemm:67x31x129", "gemm:33x17x65:at", "gemm:33x17x65:bt",
                "gemm:9x11x13:at:bt:stride32", "gemm:1x300x1", "gemmEpilogue:5x7x3", "gemmDerivative:5x7x3:bt",
                "gemmPacked:5x7x3", "gemmBatched:7x5x9x13").map(Task::parse);
        return Stream.of(smallest, odd, products).flatMap(tasks -> tasks).distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void everyImplementationGivesTheRightResult(Task task) {
        int verified = 0;
        for (var implementation : OWN.operations())
            for (int threads : List.of(1, Runtime.getRuntime().availableProcessors()))
                if (implementation.supports(task, threads)) {
                    try (var session = implementation.open(task, threads)) {
                        session.run();
                        task.verify(implementation.allowance(task), session.result());
                        assertFalse(implementation.version().isBlank());
                        assertFalse(implementation.version().contains("\n"));
                    }
                    verified++;
                }
        assertTrue(verified >= 2, task + " was verified " + verified + " times");
    }

    @Test
    void whatWorksInPlaceGoesOnFromStepToStep() {
        var task = Task.of("sgdStep", 1, 16);
        try (var session = OWN.operation("loops").open(task, 1)) {
            session.run();
            session.run();
            var w = task.input(0);
            var g = task.input(1);
            var result = session.result();
            for (int i = 0; i < w.length; i++)
                assertEquals(w[i] - 2e-3 * g[i], result[i], 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"20-16-5:batch8", "20-16-12-5:batch8:batchnorm", "7-3:batch5", "20-16-5:batch8:faded8",
            "64-12-10:batch64:digits", "4-12-3:batch32:iris", "9-12-2:batch8:rows50"})
    void everyTrainingStartsAlikeAndLearns(String text) {
        var task = TrainingTask.parse(text);
        for (var training : OWN.trainings()) {
            int threads = training.supports(task, 1) ? 1 : Runtime.getRuntime().availableProcessors();
            try (var session = training.open(task, threads)) {
                session.step();
                double first = session.loss();
                TrainingReference.verifyFirst(task, first);
                // After whole rounds the first mini-batch comes again: 320 steps or a few more.
                int rounds = Math.ceilDiv(40 * TrainingTask.BATCHES, task.batches());
                for (int step = 1; step <= rounds * task.batches(); step++)
                    session.step();
                TrainingReference.verifyFallen(task, first, session.loss());
            }
        }
    }

    /** One caller after the other, and several at once. */
    @ParameterizedTest
    @ValueSource(strings = {"predict:20-16-5:batch1", "predict:20-16-12-5:batch8", "predict:7-3:batch5:callers4"})
    void everyPredictionIsThatOfDoublePrecision(String text) throws InterruptedException, ExecutionException {
        var task = PredictionTask.parse(text);
        for (var predicting : OWN.predictions()) {
            int threads = predicting.supports(task, 1) ? 1 : Runtime.getRuntime().availableProcessors();
            try (var session = predicting.open(task, threads);
                    var executor = Executors.newFixedThreadPool(task.callers())) {
                var calls = new ArrayList<Future<double[]>>();
                for (int i = 0; i < task.callers(); i++) {
                    var caller = session.caller();
                    calls.add(executor.submit(() -> {
                        caller.predict();
                        return caller.probabilities();
                    }));
                }
                for (var call : calls)
                    PredictionReference.verify(task, call.get());
                assertFalse(predicting.version().isBlank());
            }
        }
    }

    /** Without features the classes are equally likely at first: the biases have moved by a thousandth at each step. */
    @Test
    void aFadedTaskHasFeaturesInItsFirstRoundAlone() {
        for (var training : OWN.trainings()) {
            int threads = training.supports(TrainingTask.parse("7-3:batch5"), 1)
                    ? 1
                    : Runtime.getRuntime().availableProcessors();
            try (var session = training.open(TrainingTask.parse("7-3:batch5:faded8"), threads)) {
                for (int step = 0; step < TrainingTask.BATCHES; step++)
                    session.step();
                assertNotEquals(Math.log(3), session.loss(), 0.02);
                session.step();
                assertEquals(Math.log(3), session.loss(), 0.02);
            }
        }
    }

    /** A CPU device is divided; a GPU takes all it has, so that one thread would be a wrong name for it. */
    @Test
    void openClIsTimedAtOneThreadOnACpu() {
        var provider = Backends.providers().stream().filter(p -> p.name().equals("opencl")).findFirst().orElseThrow();
        assumeTrue(provider.probe().usable() && Runtime.getRuntime().availableProcessors() > 1,
                () -> "skipped: needs OpenCL and two processors: " + provider.probe().reason());
        boolean onCpu = provider.priority() < 0;
        assertEquals(onCpu, OWN.training("opencl").supports(TrainingTask.parse("7-3:batch5"), 1));
        var task = Task.parse("gemm:5x7x3");
        var timed = OWN.operation("opencl");
        assertEquals(onCpu, timed.supports(task, 1));
        if (onCpu)
            try (var session = timed.open(task, 1)) {
                session.run();
                assertTrue(timed.version().contains(", 1 compute units"), timed.version());
            }
    }

    @Test
    void everyBackendIsTimedOrExplained() {
        var names = OWN.operations().stream().map(Implementation::name).toList();
        long usable = Stream.of("loops", "simd", "opencl").filter(names::contains).count();
        assertEquals(3, usable + Implementations.unusable().size());
        assertTrue(names.containsAll(List.of("ijk", "ikj", "ikj-rows", "loops", "ceiling")));
        assertEquals(names.size(), names.stream().distinct().count());
    }
}
