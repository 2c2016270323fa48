package dev.lanewise.benchmarks.own;

import dev.lanewise.benchmarks.Task;
import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.HyperParameters;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;

import java.util.List;
import java.util.function.BiConsumer;

/** The operands of a task on a compute, and the call that a run makes. */
final class Operands {
    private static final double BATCH_NORM_MOMENTUM = 0.9;
    private static final double EPSILON = 1e-5;

    /** An operation of two operands. */
    private interface Binary {
        void apply(View a, View b, View out);
    }

    private final Compute compute;
    private final Task task;
    private final int rows;
    private final int cols;
    private View result;

    Operands(Compute compute, Task task) {
        this.compute = compute;
        this.task = task;
        rows = task.rows();
        cols = task.cols();
    }

    /** Downloads the result of the last run. */
    float[] result() {
        var values = new float[task.results()];
        compute.download(result, values);
        return values;
    }

    /** Uploads the inputs and returns the call. */
    Runnable call() {
        return switch (task.operation()) {
            case GEMM -> gemm();
            case RELU -> unary((x, out) -> compute.activation(Activation.RELU, x, out));
            case SIGMOID -> unary((x, out) -> compute.activation(Activation.SIGMOID, x, out));
            case TANH -> unary((x, out) -> compute.activation(Activation.TANH, x, out));
            case EXP -> unary((x, out) -> compute.unary(UnaryOp.EXP, x, out));
            case LOG -> unary((x, out) -> compute.unary(UnaryOp.LOG, x, out));
            case SIGMOID_BACKWARD ->
                binary((a, upstream, out) -> compute.activationBackward(Activation.SIGMOID, a, upstream, out));
            case COPY -> unary(compute::copy);
            case ADD -> binary(compute::add);
            case MUL -> binary(compute::mul);
            case ADD_ROW -> {
                var a = matrix(0);
                var b = row(1).broadcast(rows, cols);
                var out = output(rows, cols);
                yield () -> compute.add(a, b, out);
            }
            case AXPBY -> {
                result = matrix(0);
                var y = result;
                var x = matrix(1);
                var alpha = Scalar.of(0.75);
                var beta = Scalar.of(0.25);
                yield () -> compute.axpby(alpha, x, beta, y);
            }
            case SOFTMAX_ROWS -> unary(compute::softmaxRows);
            case LOG_SOFTMAX_ROWS -> unary(compute::logSoftmaxRows);
            case SOFTMAX_CROSS_ENTROPY -> softmaxCrossEntropy();
            case REDUCE_ROWS -> reduction(rows, 1, (x, out) -> compute.reduceRows(Reduction.SUM, x, out));
            case REDUCE_COLUMNS -> reduction(1, cols, (x, out) -> compute.reduceColumns(Reduction.SUM, x, out));
            case REDUCE_ALL -> reduction(1, 1, (x, out) -> compute.reduceAll(Reduction.SUM, x, out));
            case SQUARED_NORM -> reduction(1, 1, compute::squaredNorm);
            case BATCH_NORM_TRAIN -> {
                var x = matrix(0);
                var norm = norm();
                var out = output(rows, cols);
                yield () -> compute.batchNormTrain(norm, x, out);
            }
            case BATCH_NORM_INFER -> {
                var x = matrix(0);
                var norm = new BatchNorm(row(1), row(2), row(3), row(4), empty(1, cols), empty(1, cols),
                        BATCH_NORM_MOMENTUM, EPSILON, Activation.IDENTITY);
                var out = output(rows, cols);
                yield () -> compute.batchNormInfer(norm, x, out);
            }
            case BATCH_NORM_TRAIN_BACKWARD -> batchNormTrainBackward();
            case SGD_STEP -> {
                var update = update();
                yield () -> compute.sgdStep(update);
            }
            case MOMENTUM_STEP -> {
                var update = update();
                var velocity = state(update);
                yield () -> compute.momentumStep(update, 0.9, 1, velocity);
            }
            case RMSPROP_STEP -> {
                var update = update();
                var squares = state(update);
                yield () -> compute.rmspropStep(update, 0.9, 1e-8, squares);
            }
            case ADAM_STEP -> {
                var update = update();
                var first = state(update);
                var second = state(update);
                var step = new Counter(0);
                yield () -> {
                    step.advance(1);
                    compute.adamStep(update, 0.9, 0.999, 1e-8, step, first, second);
                };
            }
            case DROPOUT -> {
                var x = matrix(0);
                var out = output(rows, cols);
                var dropout = new Dropout(0.2, 7, 1);
                var step = new Counter(0);
                var firstRow = new Counter(0);
                yield () -> {
                    step.advance(1);
                    compute.dropout(x, dropout, step, firstRow, out);
                };
            }
            case FMA -> throw new IllegalArgumentException("fma: is no operation of a backend");
        };
    }

    private Runnable gemm() {
        var a = stored(task.transposeA() ? task.k() : rows, task.transposeA() ? rows : task.k());
        var b = stored(task.transposeB() ? cols : task.k(), task.transposeB() ? task.k() : cols);
        compute.upload(task.input(0), a);
        compute.upload(task.input(1), b);
        result = stored(rows, cols);
        var left = task.transposeA() ? a.transposed() : a;
        var right = task.transposeB() ? b.transposed() : b;
        var out = result;
        return () -> compute.gemm(left, right, out);
    }

    private View stored(int height, int width) {
        return task.stride() == 0 ? empty(height, width) : empty(height, task.stride()).cols(0, width);
    }

    private Runnable unary(BiConsumer<View, View> operation) { return reduction(rows, cols, operation); }

    private Runnable reduction(int height, int width, BiConsumer<View, View> operation) {
        var x = matrix(0);
        var out = output(height, width);
        return () -> operation.accept(x, out);
    }

    private Runnable binary(Binary operation) {
        var a = matrix(0);
        var b = matrix(1);
        var out = output(rows, cols);
        return () -> operation.apply(a, b, out);
    }

    private Runnable softmaxCrossEntropy() {
        var x = matrix(0);
        var numbers = task.input(1);
        var classes = new int[rows];
        for (int i = 0; i < rows; i++)
            classes[i] = (int) numbers[i];
        Indices labels = compute.allocateIndices(rows);
        compute.upload(classes, labels);
        var loss = empty(1, 1);
        var gradient = output(rows, cols);
        return () -> compute.softmaxCrossEntropy(x, labels, loss, null, gradient);
    }

    private Runnable batchNormTrainBackward() {
        var x = matrix(0);
        var norm = norm();
        var upstream = matrix(3);
        var normalised = empty(rows, cols);
        var gradGamma = empty(1, cols);
        var gradBeta = empty(1, cols);
        var out = output(rows, cols);
        return () -> {
            compute.batchNormTrain(norm, x, normalised);
            compute.batchNormBackward(norm, x, upstream, gradGamma, gradBeta, out);
        };
    }

    private BatchNorm norm() {
        return new BatchNorm(row(1), row(2), empty(1, cols), empty(1, cols), empty(1, cols), empty(1, cols),
                BATCH_NORM_MOMENTUM, EPSILON, Activation.IDENTITY);
    }

    private Update update() {
        var layout = ParameterLayout.builder();
        layout.add("w", rows, cols);
        var built = layout.build();
        var parameters = flat(built, 0);
        result = parameters.slice(0, 0, (long) rows * cols);
        var settings = new HyperParameters(compute, compute, built, List.of(HyperParameters.Settings.PLAIN));
        return new Update(settings, Scalar.of(1e-3), Scalar.of(1), parameters, flat(built, 1));
    }

    private View flat(ParameterLayout layout, int input) {
        var flat = compute.allocate(layout.length());
        compute.upload(task.input(input), layout.view(flat, 0));
        return flat;
    }

    private View state(Update update) { return compute.allocate(update.parameters().elements()); }

    private View matrix(int input) { return uploaded(input, rows, cols); }

    private View row(int input) { return uploaded(input, 1, cols); }

    private View uploaded(int input, int height, int width) {
        var view = empty(height, width);
        compute.upload(task.input(input), view);
        return view;
    }

    private View output(int height, int width) {
        result = empty(height, width);
        return result;
    }

    private View empty(int height, int width) { return compute.allocate(height, width); }
}
