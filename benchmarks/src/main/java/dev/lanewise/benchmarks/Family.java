package dev.lanewise.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which tasks belong to which family. The first text of each names what a quick look takes; both together are the whole
 * family. {@code fma} and {@code copy} are there for the ceilings.
 */
public enum Family {
    /** Products of square matrices. */
    MATMUL("matmul", MatmulBenchmark.class, "Products of two square matrices.",
            "fma:16384x16384 gemm:64x64x64 gemm:512x512x512",
            """
                    gemm:16x16x16 gemm:32x32x32 gemm:128x128x128 gemm:256x256x256 gemm:1024x1024x1024
                    gemm:2048x2048x2048 gemm:4096x4096x4096"""),
    /** Activation functions; 1 Mi elements for the memory, 128 x 64 for the fixed cost of a call. */
    ACTIVATIONS("activations", ActivationsBenchmark.class,
            "ReLU, sigmoid, tanh, softplus, GELU (exact, by the error function), SiLU, exp and log, and derivatives of "
                    + "some, beside a copy of as many numbers: 1024x1024 for the memory, 128x64 for the fixed cost of "
                    + "a call.",
            "copy:1024x1024 sigmoid:1024x1024",
            """
                    relu:1024x1024 tanh:1024x1024 softplus:1024x1024 gelu:1024x1024 silu:1024x1024
                    exp:1024x1024 log:1024x1024 sigmoidBackward:1024x1024 softplusBackward:1024x1024
                    geluBackward:1024x1024 siluBackward:1024x1024
                    copy:128x512 relu:128x512 sigmoid:128x512 tanh:128x512 softplus:128x512 gelu:128x512
                    silu:128x512 exp:128x512
                    copy:128x64 relu:128x64 sigmoid:128x64 tanh:128x64 exp:128x64"""),
    /** Arithmetic element by element. */
    ELEMENTWISE("elementwise", ElementwiseBenchmark.class,
            "Arithmetic element by element, beside a copy: 1024x1024 for the memory, 128x64 for the fixed cost of a "
                    + "call.",
            "copy:1024x1024 add:1024x1024",
            """
                    mul:1024x1024 addRow:1024x1024 axpby:1024x1024
                    copy:128x64 add:128x64 mul:128x64 addRow:128x64 axpby:128x64"""),
    /** Softmax and its loss. */
    SOFTMAX("softmax", SoftmaxBenchmark.class, "Softmax of each row, and the gradient of its loss, beside a copy.",
            "copy:1024x1024 softmaxRows:1024x1024",
            """
                    logSoftmaxRows:1024x1024 softmaxCrossEntropy:1024x1024 copy:128x512 softmaxRows:128x512
                    copy:128x10 softmaxRows:128x10 softmaxCrossEntropy:128x10"""),
    /** Sums. */
    REDUCTIONS("reductions", ReductionsBenchmark.class, "Sums of rows, of columns and of all; the copy also writes.",
            "copy:1024x1024 reduceRows:1024x1024",
            """
                    reduceColumns:1024x1024 reduceAll:1024x1024 squaredNorm:1024x1024
                    copy:128x64 reduceRows:128x64 reduceColumns:128x64"""),
    /** Batch normalisation. */
    BATCHNORM("batchnorm", BatchnormBenchmark.class,
            "Batch normalisation over columns; batchNormTrainBackward is a forward and a backward pass.",
            "copy:128x512 batchNormTrain:128x512",
            """
                    batchNormInfer:128x512 batchNormTrainBackward:128x512 copy:1024x1024
                    batchNormTrain:1024x1024 batchNormInfer:1024x1024 batchNormTrainBackward:1024x1024"""),
    /** Steps of the optimisers, on the weights of a small and of a large layer. */
    OPTIMIZERS("optimizers", OptimizersBenchmark.class,
            "One step over all parameters of a layer; the arrays read and written are counted, 3 (sgd) to 7 (Adam).",
            "copy:784x512 adamStep:784x512",
            "sgdStep:784x512 momentumStep:784x512 rmspropStep:784x512 copy:2048x2048 adamStep:2048x2048"),
    /** Dropout. */
    DROPOUT("dropout", DropoutBenchmark.class, "Dropout with its random numbers, beside a copy.",
            "copy:1024x1024 dropout:1024x1024", "copy:128x512 dropout:128x512"),
    /** Whole training steps. */
    TRAIN("train", TrainBenchmark.class,
            "Whole steps: forward, loss, backward, Adam. \"Faded\" is the same step after thousands in which all "
                    + "inputs were zero: if moving averages faded into denormal numbers, it would take longer.",
            "fma:16384x16384 784-512-256-10:batch128",
            """
                    784-512-256-10:batch128:faded2000 784-512-256-10:batch128:batchnorm 784-2048-2048-10:batch256
                    64-128-10:batch64 64-128-10:batch64:faded2000 784-10:batch128"""),
    /** Products of a network's layers: forward at several batches, then both gradients. */
    MLP("mlp", MlpBenchmark.class, "Products of a network's layers: forward at several batches, then both gradients.",
            "fma:16384x16384 gemm:128x784x512",
            """
                    gemm:128x512x256 gemm:128x256x10 gemm:784x128x512:at gemm:128x512x784:bt
                    gemm:1x784x512 gemm:7x784x512 gemm:32x784x512 gemm:256x784x512"""),
    /** Small products, 64 at once. */
    BATCHED("batched", BatchedBenchmark.class,
            "64 small products of factors of their own, all at once: by one call where the library has one, otherwise "
                    + "by a loop over calls.",
            "fma:16384x16384 gemmBatched:64x16x16x16 gemmBatched:64x32x32x32", "gemmBatched:64x64x64x64"),
    /** Products of awkward shapes. */
    EXTREME("extreme", ExtremeBenchmark.class, "Products of awkward shapes: tall, flat, odd, with gaps between rows.",
            "fma:16384x16384 gemm:1023x1025x31",
            """
                    gemm:1x4096x4096 gemm:4096x1x64 gemm:8191x3x5
                    gemm:512x512x512:stride4096 gemm:128x784x512:stride4096"""),
    /** The smallest work that is shared among threads; SIMD cuts elementwise work into pieces of 16384 elements. */
    FORKJOIN("forkjoin", ForkjoinBenchmark.class,
            "What sharing work among threads costs. SIMD cuts elementwise work into pieces of 16384 elements: one "
                    + "piece is never shared, two are the smallest work that is. Two pieces on two threads, less one "
                    + "piece, is the price of a fork-join; two pieces on one thread is what it must beat.",
            "fill:1x16384 fill:2x16384", "fill:4x16384 relu:1x16384 relu:2x16384 relu:4x16384 relu:16x16384"),
    /** A trained network at work: single calls. */
    PREDICT("predict", PredictBenchmark.class,
            "Predictions of a trained network, from an array of features to an array of probabilities: the time of a "
                    + "call, and with several callers, that of each call while all of them call; the rates are those "
                    + "of all callers together. One thread works on a call.",
            "predict:64-128-10:batch1 predict:784-512-256-10:batch64",
            """
                    predict:64-128-10:batch8 predict:64-128-10:batch64 predict:64-128-10:batch1024
                    predict:784-512-256-10:batch1 predict:784-512-256-10:batch8 predict:784-512-256-10:batch1024
                    predict:64-128-10:batch1:callers8 predict:64-128-10:batch64:callers8
                    predict:784-512-256-10:batch1:callers8"""),
    /** What a user waits for at first. */
    COLDSTART("coldstart", ColdStart.class,
            "Work done against seconds from the start of a process that does nothing else: predictions of a network "
                    + "that it loads, products, training steps of the irises, of a table of 3681 rows, of the digits "
                    + "and of a larger network. Reading or making the data is in the time; native libraries have been "
                    + "unpacked before. Simd-little was told that little work will come, and takes plain loops; "
                    + "-cached takes classes from the cache that ./lanewise train makes.",
            "gemm:512x512x512",
            """
                    predict:64-128-10:batch1 4-256-128-3:batch32:iris 57-256-128-2:batch32:rows3681
                    64-256-128-10:batch32:digits 784-512-256-10:batch128""");

    private final String label;
    private final Class<?> benchmark;
    private final String note;
    private final String quick;
    private final String others;

    Family(String label, Class<?> benchmark, String note, String quick, String others) {
        this.label = label;
        this.benchmark = benchmark;
        this.note = note;
        this.quick = quick;
        this.others = others;
    }

    /** Returns the families of a run that names none: one for each operation. */
    public static List<Family> standard() {
        return Arrays.stream(values())
                .filter(f -> f != MLP && f != BATCHED && f != EXTREME && f != FORKJOIN && f != PREDICT
                        && f != COLDSTART)
                .toList();
    }

    /** Returns the families of a quick look at other libraries: squares, layers and steps, which all of them have. */
    public static List<Family> quickWithPeers() {
        return List.of(MATMUL, MLP, TRAIN);
    }

    /** Returns the family of that name. */
    public static Family of(String label) {
        return Arrays.stream(values()).filter(f -> f.label.equals(label)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("there is no " + label + "; there are "
                        + Arrays.stream(values()).map(Family::label).collect(Collectors.joining(", "))));
    }

    /** Returns the name on the command line. */
    public String label() { return label; }

    /** Returns what it times, for readers of its figures. */
    public String note() {
        return note;
    }

    /** Returns the tasks as text. */
    public List<String> tasks(boolean quickLook) {
        String texts = quickLook ? quick : quick + " " + others;
        return List.of(texts.split("\\s+", -1));
    }

    /** Returns whether a task is one of training. */
    public static boolean isTraining(String task) {
        return !isPrediction(task) && task.indexOf('-') >= 0;
    }

    /** Returns whether a task is one of prediction. */
    public static boolean isPrediction(String task) {
        return task.startsWith(PredictionTask.PREFIX);
    }

    /** Returns whether a process is timed from its start, by {@link ColdStart}, and not JMH's repetitions. */
    public boolean cold() {
        return this == COLDSTART;
    }

    /** Returns the class that times a task of this family, JMH's but for {@link #cold}. */
    public Class<?> benchmark(String task) {
        return task.startsWith(Task.FMA + ":") ? CeilingBenchmark.class : benchmark;
    }
}
