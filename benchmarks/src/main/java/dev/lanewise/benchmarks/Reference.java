package dev.lanewise.benchmarks;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The results of a task in double precision, by the textbook formula, and how far a float32 implementation may be off.
 * Bounds are in units of the roundoff u = 2^-24 of the magnitudes that went into a result: any order of additions, with
 * or without FMA, passes; a factor rounded to a shorter format does not.
 */
public final class Reference {
    private static final double U = 0x1p-24;
    /** OpenCL 1.2 (section 7.4) allows 3 to 5 ulp for these functions; 1 ulp is up to 2 u. */
    private static final double FUNCTION = 16;
    /**
     * Below this a bound shrinks no more: some compute tanh as a difference of exponentials, right to a roundoff of
     * 1.
     */
    private static final double NEAR_ZERO = 1 / FUNCTION;
    private static final double BATCH_NORM_EPSILON = 1e-5;
    private static final double DROPOUT_RATE = 0.2;

    private final Task task;
    private final int m;
    private final int n;
    private final double[] values;
    private final double[] bounds;

    private Reference(Task task) {
        this.task = task;
        m = task.rows();
        n = task.cols();
        values = new double[task.results()];
        bounds = new double[task.results()];
    }

    /**
     * Compares the result of the first run with the reference.
     *
     * @throws AssertionError with one line that names the task and the first element that is off
     */
    public static void verify(Task task, float[] got) {
        if (got.length != task.results())
            throw new AssertionError(task + ": " + got.length + " results, expected " + task.results());
        switch (task.operation()) {
            case GEMM -> ProductReference.verify(task, got);
            case DROPOUT -> verifyDropout(task, got);
            case FMA -> {
                // Has no result; the ceiling looks at its own sums.
            }
            default -> new Reference(task).fill().compare(got);
        }
    }

    static void require(Task task, int i, double got, double exact, double bound) {
        if (!(Math.abs(got - exact) <= bound))
            throw new AssertionError(task + ": element " + i + " is " + got + ", exact " + exact + "; off by "
                    + Math.abs(got - exact) + ", allowed " + bound);
    }

    private void compare(float[] got) {
        for (int i = 0; i < got.length; i++)
            require(task, i, got[i], values[i], bounds[i] + Float.MIN_NORMAL);
    }

    private Reference fill() {
        switch (task.operation()) {
            case RELU -> unary(0, x -> Math.max(x, 0));
            case SIGMOID -> unary(FUNCTION, x -> 1 / (1 + Math.exp(-x)));
            case TANH -> unary(FUNCTION, Math::tanh);
            case EXP -> unary(FUNCTION, Math::exp);
            case LOG -> unary(FUNCTION, Math::log);
            case COPY -> unary(0, x -> x);
            case SIGMOID_BACKWARD -> binary((a, g) -> g * a * (1 - a), (a, g) -> 4 * Math.abs(g) * a);
            case ADD -> binary(Double::sum, (a, b) -> Math.abs(a + b));
            case MUL -> binary((a, b) -> a * b, (a, b) -> Math.abs(a * b));
            case AXPBY -> binary((y, x) -> 0.75 * x + 0.25 * y, (y, x) -> 3 * (Math.abs(x) + Math.abs(y)));
            case ADD_ROW -> addRow();
            case SOFTMAX_ROWS, LOG_SOFTMAX_ROWS, SOFTMAX_CROSS_ENTROPY -> softmax();
            case REDUCE_ROWS -> reduce(n, i -> i / n, x -> x);
            case REDUCE_COLUMNS -> reduce(m, i -> i % n, x -> x);
            case REDUCE_ALL -> reduce(m * n, i -> 0, x -> x);
            case SQUARED_NORM -> reduce(m * n, i -> 0, x -> x * x);
            case BATCH_NORM_TRAIN, BATCH_NORM_INFER, BATCH_NORM_TRAIN_BACKWARD -> batchNorm();
            case SGD_STEP -> step(g -> 1e-3 * g);
            case MOMENTUM_STEP -> step(g -> 1e-3 * g);
            case RMSPROP_STEP -> step(g -> 1e-3 * g / Math.sqrt(0.1 * g * g + 1e-8));
            // The moments of the first step, corrected for their start at zero, are g and g^2.
            case ADAM_STEP -> step(g -> 1e-3 * g / (Math.abs(g) + 1e-8));
            case GEMM, DROPOUT, FMA -> throw new IllegalStateException(task + " is compared in another way");
        }
        return this;
    }

    private void unary(double units, DoubleUnaryOperator f) {
        var x = task.input(0);
        for (int i = 0; i < values.length; i++) {
            values[i] = f.applyAsDouble(x[i]);
            bounds[i] = units * U * Math.max(Math.abs(values[i]), NEAR_ZERO);
        }
    }

    private void binary(DoubleBinaryOperator f, DoubleBinaryOperator magnitude) {
        var a = task.input(0);
        var b = task.input(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = f.applyAsDouble(a[i], b[i]);
            bounds[i] = U * magnitude.applyAsDouble(a[i], b[i]);
        }
    }

    private void addRow() {
        var a = task.input(0);
        var b = task.input(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (double) a[i] + b[i % n];
            bounds[i] = U * Math.abs(values[i]);
        }
    }

    /** w minus a step; the rules divide, take roots and round the rate: 20 roundoffs of the step, one of w. */
    private void step(DoubleUnaryOperator rule) {
        var w = task.input(0);
        var g = task.input(1);
        for (int i = 0; i < values.length; i++) {
            double step = rule.applyAsDouble(g[i]);
            values[i] = w[i] - step;
            // 1 - 0.999 in float32 is off by up to 6e-5 of itself, half of it after the root.
            bounds[i] = U * Math.abs(w[i]) + (20 * U + 3e-5) * Math.abs(step);
        }
    }

    private interface Place {
        int of(int index);
    }

    /** Sums of {@code count} terms each: at most count roundoffs of the sum of magnitudes. */
    private void reduce(int count, Place place, DoubleUnaryOperator term) {
        var x = task.input(0);
        for (int i = 0; i < x.length; i++) {
            double value = term.applyAsDouble(x[i]);
            values[place.of(i)] += value;
            bounds[place.of(i)] += count * U * Math.abs(value);
        }
    }

    private void softmax() {
        var x = task.input(0);
        for (int i = 0; i < m; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int j = 0; j < n; j++)
                largest = Math.max(largest, x[i * n + j]);
            for (int j = 0; j < n; j++)
                sum += Math.exp(x[i * n + j] - largest);
            for (int j = 0; j < n; j++) {
                double logarithm = x[i * n + j] - largest - Math.log(sum);
                boolean wantsLogarithm = task.operation() == Operation.LOG_SOFTMAX_ROWS;
                values[i * n + j] = wantsLogarithm ? logarithm : Math.exp(logarithm);
                // The sum's n roundoffs move every element alike; the exponent's own error is that of its size.
                double units = FUNCTION + n + 4 * (Math.abs(logarithm) + Math.abs(largest));
                bounds[i * n + j] = units * U * (wantsLogarithm ? 1 : values[i * n + j]);
            }
        }
        if (task.operation() == Operation.SOFTMAX_CROSS_ENTROPY) {
            var labels = task.input(1);
            for (int i = 0; i < values.length; i++) {
                boolean label = i % n == (int) labels[i / n];
                values[i] = (values[i] - (label ? 1 : 0)) / m;
                bounds[i] = (bounds[i] + 4 * U) / m;
            }
        }
    }

    private void batchNorm() {
        var x = task.input(0);
        var gamma = task.input(1);
        var beta = task.input(2);
        boolean given = task.operation() == Operation.BATCH_NORM_INFER;
        boolean backward = task.operation() == Operation.BATCH_NORM_TRAIN_BACKWARD;
        var givenMean = given ? task.input(3) : null;
        var givenVariance = given ? task.input(4) : null;
        var upstream = backward ? task.input(3) : null;
        for (int j = 0; j < n; j++) {
            double mean = given ? givenMean[j] : columnMean(j, i -> x[i]);
            double variance = given ? givenVariance[j] : columnMean(j, i -> (x[i] - mean) * (x[i] - mean));
            double inverse = 1 / Math.sqrt(variance + BATCH_NORM_EPSILON);
            double gradBeta = backward ? columnMean(j, i -> upstream[i]) : 0;
            double gradGamma = backward ? columnMean(j, i -> upstream[i] * (x[i] - mean) * inverse) : 0;
            for (int i = j; i < values.length; i += n) {
                double normalised = (x[i] - mean) * inverse;
                values[i] = backward
                        ? gamma[j] * inverse * (upstream[i] - gradBeta - normalised * gradGamma)
                        : gamma[j] * normalised + beta[j];
                // Means over m samples of numbers up to 2, then a dozen operations on numbers of that size.
                double magnitude = (2 + Math.abs(mean)) * inverse * Math.abs(gamma[j]) * (backward ? inverse + 2 : 1);
                bounds[i] = (m + 40) * U * (magnitude * (1 + Math.abs(normalised)) + Math.abs(beta[j]));
            }
        }
    }

    private interface Term {
        double at(int index);
    }

    private double columnMean(int column, Term term) {
        double sum = 0;
        for (int i = column; i < m * n; i += n)
            sum += term.at(i);
        return sum / m;
    }

    /** Each element is dropped or scaled; the share of the dropped is that of a fair die, within six deviations. */
    private static void verifyDropout(Task task, float[] got) {
        var x = task.input(0);
        int dropped = 0;
        for (int i = 0; i < got.length; i++)
            if (got[i] == 0)
                dropped++;
            else
                require(task, i, got[i], x[i] / (1 - DROPOUT_RATE), 4 * U * Math.abs(x[i]));
        double deviation = Math.sqrt(DROPOUT_RATE * (1 - DROPOUT_RATE) * got.length);
        if (Math.abs(dropped - DROPOUT_RATE * got.length) > 6 * deviation)
            throw new AssertionError(task + ": " + dropped + " of " + got.length + " are dropped, expected about "
                    + Math.round(DROPOUT_RATE * got.length));
    }
}
