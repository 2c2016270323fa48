package dev.lanewise.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * What a {@link Task} computes. The inputs stand in the order of the formulas; the result is what the formula ends in.
 * An operation that works in place changes its first input: the result of run number r is that of r steps.
 */
public enum Operation {
    /** {@code C = A B}: A is m x k, B is k x n; a transposed one is stored as k x m or n x k. */
    GEMM("gemm", 0, 0),
    /** {@code max(x, 0)}. */
    RELU("relu", 1, 2, Input.real("x")),
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID("sigmoid", 1, 2, Input.real("x")),
    /** {@code tanh(x)}. */
    TANH("tanh", 1, 2, Input.real("x")),
    /** {@code exp(x)}. */
    EXP("exp", 1, 2, Input.real("x")),
    /** {@code ln x} of positive x. */
    LOG("log", 1, 2, Input.positive("x")),
    /** {@code upstream * a (1 - a)}, a being the output of the forward pass. */
    SIGMOID_BACKWARD("sigmoidBackward", 3, 3, Input.positive("a"), Input.real("upstream")),
    /** {@code x}. */
    COPY("copy", 0, 2, Input.real("x")),
    /** {@code a + b}. */
    ADD("add", 1, 3, Input.real("a"), Input.real("b")),
    /** {@code a * b}, element by element. */
    MUL("mul", 1, 3, Input.real("a"), Input.real("b")),
    /** {@code a[i, j] + b[j]}: a row on every row. */
    ADD_ROW("addRow", 1, 2, Input.real("a"), Input.row("b")),
    /** {@code y = 0.75 x + 0.25 y}, in place. */
    AXPBY("axpby", 3, 3, Input.real("y"), Input.real("x")),
    /** Softmax of each row. */
    SOFTMAX_ROWS("softmaxRows", 5, 2, Input.real("x")),
    /** Logarithm of the softmax of each row. */
    LOG_SOFTMAX_ROWS("logSoftmaxRows", 5, 2, Input.real("x")),
    /** Gradient of the mean cross-entropy, {@code (softmax(x) - onehot(labels)) / rows}; labels are class numbers. */
    SOFTMAX_CROSS_ENTROPY("softmaxCrossEntropy", 6, 2, Input.real("x"), Input.labels("labels")),
    /** Sum of each row: rows x 1. */
    REDUCE_ROWS("reduceRows", 1, 1, Input.real("x")),
    /** Sum of each column: 1 x cols. */
    REDUCE_COLUMNS("reduceColumns", 1, 1, Input.real("x")),
    /** Sum of all elements: one number. */
    REDUCE_ALL("reduceAll", 1, 1, Input.real("x")),
    /** Sum of the squares of all elements: one number. */
    SQUARED_NORM("squaredNorm", 2, 1, Input.real("x")),
    /**
     * Batch normalisation over columns with the statistics of the batch, variance over m, epsilon 1e-5: {@code gamma
     * (x - mean) / sqrt(variance + epsilon) + beta}. The running statistics are moved on as well, by a tenth.
     */
    BATCH_NORM_TRAIN("batchNormTrain", 8, 2, Input.real("x"), Input.row("gamma"), Input.row("beta")),
    /** The same with given statistics: {@code gamma (x - mean) / sqrt(variance + epsilon) + beta}. */
    BATCH_NORM_INFER("batchNormInfer", 4, 2, Input.real("x"), Input.row("gamma"), Input.row("beta"), Input.row("mean"),
            Input.positiveRow("variance")),
    /** Forward as {@link #BATCH_NORM_TRAIN}, then backward; the result is the gradient by x. */
    BATCH_NORM_TRAIN_BACKWARD("batchNormTrainBackward", 18, 5, Input.real("x"), Input.row("gamma"), Input.row("beta"),
            Input.real("upstream")),
    /** Gradient descent in place: {@code w -= 1e-3 g}. */
    SGD_STEP("sgdStep", 2, 3, Input.real("w"), Input.real("g")),
    /** Momentum in place: {@code v = 0.9 v + g; w -= 1e-3 v}, v starting at zero. */
    MOMENTUM_STEP("momentumStep", 4, 5, Input.real("w"), Input.real("g")),
    /** RMSprop in place: {@code s = 0.9 s + 0.1 g^2; w -= 1e-3 g / sqrt(s + 1e-8)}, s starting at zero. */
    RMSPROP_STEP("rmspropStep", 8, 5, Input.real("w"), Input.real("g")),
    /**
     * Adam in place: rate 1e-3, beta 0.9 and 0.999, epsilon 1e-8, moments starting at zero, the first run is step 1.
     */
    ADAM_STEP("adamStep", 14, 7, Input.real("w"), Input.real("g")),
    /**
     * Inverted dropout of rate 0.2: {@code x / 0.8}, or zero with probability 0.2; whose random numbers is free, a new
     * mask for each run.
     */
    DROPOUT("dropout", 1, 2, Input.real("x")),
    /** Multiply-adds on registers alone, the ceiling of all arithmetic: rows x cols of them for each thread. */
    FMA("fma", 2, 0);

    /**
     * One operand.
     *
     * @param name as in the formula
     * @param kind its shape and its values
     */
    public record Input(String name, Kind kind) {
        /** Shapes and ranges of operands. */
        public enum Kind {
            /** rows x cols between -2 and 2. */
            REAL,
            /** rows x cols between 0.1 and 1. */
            POSITIVE,
            /** 1 x cols between -2 and 2. */
            ROW,
            /** 1 x cols between 0.1 and 1. */
            POSITIVE_ROW,
            /** rows x 1: a whole number from 0 to cols - 1 for each row. */
            LABELS
        }

        private static Input real(String name) { return new Input(name, Kind.REAL); }

        private static Input positive(String name) { return new Input(name, Kind.POSITIVE); }

        private static Input row(String name) { return new Input(name, Kind.ROW); }

        private static Input positiveRow(String name) { return new Input(name, Kind.POSITIVE_ROW); }

        private static Input labels(String name) { return new Input(name, Kind.LABELS); }
    }

    private final String label;
    private final int flops;
    private final int accesses;
    private final List<Input> inputs;

    Operation(String label, int flops, int accesses, Input... inputs) {
        this.label = label;
        this.flops = flops;
        this.accesses = accesses;
        this.inputs = List.of(inputs);
    }

    /** Returns the operation of that name. */
    public static Operation of(String label) {
        return Arrays.stream(values()).filter(o -> o.label.equals(label)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("operation: there is no " + label + "; there are "
                        + String.join(", ", Arrays.stream(values()).map(Operation::label).toList())));
    }

    /** Returns the name, as the kernels and the command line have it. */
    public String label() { return label; }

    /** Returns the floating-point operations of an element by the textbook formula, a function counting as one. */
    int flops() {
        return flops;
    }

    /** Returns how many arrays of rows x cols are read or written at least. */
    int accesses() { return accesses; }

    /** Returns the operands; a product has two that its shape describes. */
    List<Input> inputs() { return inputs; }
}
