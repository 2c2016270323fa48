package dev.lanewise.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which tasks belong to which family. The first list of each is what a quick look takes; both together are the whole
 * family. {@code fma} and {@code copy} are there for the ceilings.
 */
public enum Family {
    /** Products of square matrices. */
    MATMUL("matmul", MatmulBenchmark.class, quick("fma:16384x16384", "gemm:64x64x64", "gemm:512x512x512"),
            "gemm:16x16x16", "gemm:32x32x32", "gemm:128x128x128", "gemm:256x256x256", "gemm:1024x1024x1024",
            "gemm:2048x2048x2048", "gemm:4096x4096x4096"),
    /** Activation functions; 1 Mi elements for the memory, 128 x 64 for the fixed cost of a call. */
    ACTIVATIONS("activations", ActivationsBenchmark.class, quick("copy:1024x1024", "sigmoid:1024x1024"),
            "relu:1024x1024", "tanh:1024x1024", "exp:1024x1024", "log:1024x1024", "sigmoidBackward:1024x1024",
            "copy:128x512", "relu:128x512", "sigmoid:128x512", "tanh:128x512", "exp:128x512", "copy:128x64",
            "relu:128x64", "sigmoid:128x64", "tanh:128x64", "exp:128x64"),
    /** Arithmetic element by element. */
    ELEMENTWISE("elementwise", ElementwiseBenchmark.class, quick("copy:1024x1024", "add:1024x1024"),
            "mul:1024x1024", "addRow:1024x1024", "axpby:1024x1024", "copy:128x64", "add:128x64", "addRow:128x64",
            "axpby:128x64"),
    /** Softmax and its loss. */
    SOFTMAX("softmax", SoftmaxBenchmark.class, quick("copy:1024x1024", "softmaxRows:1024x1024"),
            "logSoftmaxRows:1024x1024", "softmaxCrossEntropy:1024x1024", "copy:128x512", "softmaxRows:128x512",
            "copy:128x10", "softmaxRows:128x10", "softmaxCrossEntropy:128x10"),
    /** Sums. */
    REDUCTIONS("reductions", ReductionsBenchmark.class, quick("copy:1024x1024", "reduceRows:1024x1024"),
            "reduceColumns:1024x1024", "reduceAll:1024x1024", "squaredNorm:1024x1024", "copy:128x64",
            "reduceRows:128x64", "reduceColumns:128x64"),
    /** Batch normalisation. */
    BATCHNORM("batchnorm", BatchnormBenchmark.class, quick("copy:128x512", "batchNormTrain:128x512"),
            "batchNormInfer:128x512", "batchNormTrainBackward:128x512", "copy:1024x1024", "batchNormTrain:1024x1024",
            "batchNormInfer:1024x1024", "batchNormTrainBackward:1024x1024"),
    /** Steps of the optimisers, on the weights of a small and of a large layer. */
    OPTIMIZERS("optimizers", OptimizersBenchmark.class, quick("copy:784x512", "adamStep:784x512"),
            "sgdStep:784x512", "momentumStep:784x512", "rmspropStep:784x512", "copy:2048x2048",
            "adamStep:2048x2048"),
    /** Dropout. */
    DROPOUT("dropout", DropoutBenchmark.class, quick("copy:1024x1024", "dropout:1024x1024"), "copy:128x512",
            "dropout:128x512"),
    /** Whole training steps. */
    TRAIN("train", TrainBenchmark.class, quick("fma:16384x16384", "784-512-256-10:batch128"),
            "784-512-256-10:batch128:batchnorm", "784-2048-2048-10:batch256", "64-128-10:batch64", "784-10:batch128"),
    /** Products of a network's layers: forward at several batches, then both gradients. */
    MLP("mlp", MlpBenchmark.class, quick("fma:16384x16384", "gemm:128x784x512"), "gemm:128x512x256", "gemm:128x256x10",
            "gemm:784x128x512:at", "gemm:128x512x784:bt", "gemm:1x784x512", "gemm:7x784x512", "gemm:32x784x512",
            "gemm:256x784x512"),
    /** Products of awkward shapes. */
    EXTREME("extreme", ExtremeBenchmark.class, quick("fma:16384x16384", "gemm:1023x1025x31"), "gemm:1x4096x4096",
            "gemm:4096x1x64", "gemm:8191x3x5", "gemm:512x512x512:stride4096", "gemm:128x784x512:stride4096");

    private final String label;
    private final Class<?> benchmark;
    private final List<String> quick;
    private final List<String> others;

    Family(String label, Class<?> benchmark, List<String> quick, String... others) {
        this.label = label;
        this.benchmark = benchmark;
        this.quick = quick;
        this.others = List.of(others);
    }

    private static List<String> quick(String... tasks) { return List.of(tasks); }

    /** Returns the families of a run that names none: one for each operation. */
    public static List<Family> standard() {
        return Arrays.stream(values()).filter(f -> f != MLP && f != EXTREME).toList();
    }

    /** Returns the family of that name. */
    public static Family of(String label) {
        return Arrays.stream(values()).filter(f -> f.label.equals(label)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("there is no " + label + "; there are "
                        + String.join(", ", Arrays.stream(values()).map(Family::label).toList())));
    }

    /** Returns the name on the command line. */
    public String label() { return label; }

    /** Returns the tasks as text. */
    public List<String> tasks(boolean quickLook) {
        if (quickLook)
            return quick;
        var all = new ArrayList<>(quick);
        all.addAll(others);
        return all;
    }

    /** Returns whether a task is one of training. */
    public static boolean isTraining(String task) {
        return task.indexOf('-') >= 0;
    }

    /** Returns JMH's class for a task of this family. */
    public Class<?> benchmark(String task) {
        boolean ceiling = !isTraining(task) && Task.parse(task).operation() == Operation.FMA;
        return ceiling ? CeilingBenchmark.class : benchmark;
    }
}
