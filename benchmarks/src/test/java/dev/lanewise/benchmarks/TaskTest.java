package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** Tasks as text and as numbers, and the families made of them. */
class TaskTest {
    @ParameterizedTest
    @ValueSource(strings = {"gemm:128x784x512", "gemm:784x128x512:at", "gemm:128x512x784:bt",
            "gemm:3x5x7:at:bt:stride16", "relu:1024x1024", "fma:1x1", "gemmBatched:64x3x5x7",
            "gemmBatched:5x7"})
    void textIsReadBack(String text) {
        assertEquals(text, Task.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"784-512-256-10:batch128", "784-10:batch1:batchnorm", "784-10:batch1:faded200",
            "784-10:batch1:batchnorm:faded3", "64-128-10:batch64:digits", "4-8-3:batch32:iris",
            "57-256-128-2:batch32:rows3681"})
    void trainingTextIsReadBack(String text) {
        assertTrue(Family.isTraining(text));
        assertEquals(text, TrainingTask.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"predict:64-128-10:batch1", "predict:784-512-256-10:batch64:callers8"})
    void predictionTextIsReadBack(String text) {
        assertTrue(Family.isPrediction(text));
        assertFalse(Family.isTraining(text));
        assertEquals(text, PredictionTask.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"predict:64:batch1", "predict:64-10", "predict:64-10:batch0", "64-10:batch1"})
    void wrongPredictionTextIsRefusedInOneLine(String text) {
        var error = assertThrows(IllegalArgumentException.class, () -> PredictionTask.parse(text));
        assertTrue(error.getMessage().contains("must look like predict:"), error.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"gemm:2x3,needs three sizes", "relu:2x3x4,needs two sizes", "fft:2x3,there is no fft",
            "gemm:0x1x1,must look like", "relu:2x3:at,only a single product", "gemm:2x3x4:stride3,must be at least 4",
            "nonsense,must look like", "gemm:2x3x4x5,needs three sizes", "gemmBatched:2x3x4,needs four sizes",
            "relu:2x3x4x5,needs two sizes", "gemmBatched:2x3x4x5:at,only a single product"})
    void wrongTextIsRefusedInOneLine(String text, String reason) {
        var error = assertThrows(IllegalArgumentException.class, () -> Task.parse(text));
        assertTrue(error.getMessage().contains(reason), error.getMessage());
    }

    @Test
    void inputsAreTheSameEveryTime() {
        for (var task : List.of(Task.gemm(3, 5, 7), Task.of("batchNormTrain", 6, 5)))
            for (int i = 0; i < task.problem().inputs().size(); i++)
                assertArrayEquals(task.input(i), Task.parse(task.toString()).input(i));
        var training = TrainingTask.parse("20-16-5:batch8");
        assertArrayEquals(training.weights(1), TrainingTask.parse(training.toString()).weights(1));
        assertEquals(4 * 8 * 20, training.x().length);
    }

    /** 59 whole mini-batches of 3823 rows. */
    @Test
    void theDigitsAreSamplesToo() {
        var task = TrainingTask.parse("64-128-10:batch64:digits");
        assertEquals(59, task.batches());
        assertEquals(59 * 64 * 64, task.x().length);
        assertEquals(59 * 64, task.labels().length);
        assertEquals(9, Arrays.stream(task.labels()).max().orElseThrow());
        var error = assertThrows(IllegalArgumentException.class, () -> TrainingTask.parse("65-10:batch64:digits"));
        assertEquals("widths: digits needs 64 features and 10 classes, got [65, 10]", error.getMessage());
    }

    /** 3 whole mini-batches of 120 rows, of which each has all species. */
    @Test
    void theIrisesAreMixed() {
        var task = TrainingTask.parse("4-8-3:batch32:iris");
        assertEquals(3, task.batches());
        assertEquals(96 * 4, task.x().length);
        for (int batch = 0; batch < 3; batch++)
            assertEquals(3, Arrays.stream(task.labels(), 32 * batch, 32 * batch + 32).distinct().count());
        var rows = new HashSet<String>();
        for (int i = 0; i < 96; i++)
            rows.add(Arrays.toString(Arrays.copyOfRange(task.x(), 4 * i, 4 * i + 4)) + task.labels()[i]);
        // The file has two flowers twice, which may stand among these.
        assertTrue(rows.size() >= 94, rows.size() + " different rows");
    }

    @Test
    void rowsOfNoiseFillMiniBatches() {
        var task = TrainingTask.parse("57-256-128-2:batch32:rows3681");
        assertEquals(115, task.batches());
        assertEquals(115 * 32, task.labels().length);
        assertEquals("57-256-128-2, batch 32, 3681 rows", task.shape());
        assertEquals("7-3:batch5", TrainingTask.parse("7-3:batch5:rows20").toString());
        var error = assertThrows(IllegalArgumentException.class, () -> TrainingTask.parse("7-3:batch5:rows4"));
        assertEquals("rows: must fill a mini-batch of 5, got 4", error.getMessage());
    }

    @Test
    void workFollowsFromTheShape() {
        assertEquals(2.0 * 3 * 5 * 7, Task.gemm(3, 5, 7).flops());
        assertEquals(4.0 * (15 + 35 + 21), Task.gemm(3, 5, 7).bytes());
        var batch = Task.parse("gemmBatched:64x3x5x7");
        assertEquals(64 * Task.gemm(3, 5, 7).flops(), batch.flops());
        assertEquals(64 * Task.gemm(3, 5, 7).bytes(), batch.bytes());
        assertEquals(64 * 3 * 7, batch.results());
        assertEquals(2.0 * 6, Task.of(Task.FMA, 2, 3).flops());
        assertEquals(0, Task.of(Task.FMA, 2, 3).bytes());
        // The lowest layer needs no gradient of its input.
        double weights = 2 * 784 * 512 + 3 * 512 * 256 + 3 * 256 * 10;
        assertEquals(2.0 * 128 * weights, TrainingTask.parse("784-512-256-10:batch128").flops());
        var prediction = PredictionTask.parse("predict:64-128-10:batch8:callers4");
        assertEquals(2.0 * 8 * (64 * 128 + 128 * 10), prediction.flops());
        assertEquals(4.0 * (65 * 128 + 129 * 10 + 8 * 74), prediction.bytes());
    }

    /** Rates of committed results stay comparable: operations of an element, elements read and written for it. */
    @ParameterizedTest
    @CsvSource({"relu,1,2", "sigmoid,1,2", "tanh,1,2", "softplus,1,2", "gelu,2,2", "silu,2,2", "exp,1,2", "log,1,2",
            "sigmoidBackward,3,3", "softplusBackward,2,3", "geluBackward,5,3", "siluBackward,6,3", "copy,0,2",
            "add,1,3", "mul,1,3", "addRow,1,2", "axpby,3,3", "softmaxRows,5,2", "logSoftmaxRows,5,2",
            "softmaxCrossEntropy,6,2", "reduceRows,1,1", "reduceColumns,1,1", "reduceAll,1,1", "squaredNorm,2,1",
            "batchNormTrain,8,2", "batchNormInfer,4,2", "batchNormTrainBackward,18,5", "sgdStep,2,3",
            "momentumStep,4,5", "rmspropStep,8,5", "adamStep,14,7", "dropout,1,2"})
    void workOfAnElementIsCountedAsEver(String operation, int flops, int accesses) {
        var task = Task.of(operation, 20, 30);
        assertEquals(600.0 * flops, task.flops());
        assertEquals(4 * 600.0 * accesses, task.bytes());
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void familiesHoldTasksAndJmhHasTheQuickOnesAsDefaults(Family family) throws ReflectiveOperationException {
        var tasks = family.tasks(false);
        assertEquals(tasks.size(), tasks.stream().distinct().count());
        assertTrue(tasks.containsAll(family.tasks(true)));
        assertTrue(family.note().endsWith("."), family.note());
        for (String task : tasks)
            assertEquals(task, readBack(task));
        if (family.cold())
            return;
        var timed = family.tasks(true).stream().filter(t -> !t.startsWith("fma:") && !t.startsWith("copy:")).toList();
        var defaults = family.benchmark(timed.getFirst()).getField("task").getAnnotation(Param.class).value();
        assertEquals(timed, List.of(defaults));
    }

    private static String readBack(String task) {
        if (Family.isPrediction(task))
            return PredictionTask.parse(task).toString();
        return Family.isTraining(task) ? TrainingTask.parse(task).toString() : Task.parse(task).toString();
    }
}
