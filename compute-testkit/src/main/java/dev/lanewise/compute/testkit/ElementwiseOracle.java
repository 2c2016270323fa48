package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.UnaryOp;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Reference of the elementwise operations: the formulas in double precision, each with its bound. */
final class ElementwiseOracle {
    /** Stands for larger magnitudes, infinity too: what vanishes with them is 0 here. */
    private static final double FAR = 1000;

    private final Tolerance tolerance;

    ElementwiseOracle(Tolerance tolerance) { this.tolerance = tolerance; }

    Expected unary(UnaryOp op, double... x) {
        return switch (op) {
            case NEGATE -> exact(x, v -> -v);
            case ABS -> exact(x, Math::abs);
            case SQUARE -> exact(x, v -> v * v);
            case SQRT -> relative(Tolerance.ROOT, x, Math::sqrt);
            case RECIPROCAL -> relative(Tolerance.DIVISION, x, v -> 1 / v);
            case EXP -> relative(Tolerance.EXPONENTIAL, x, StrictMath::exp);
            case LOG -> relative(Tolerance.EXPONENTIAL, x, StrictMath::log);
        };
    }

    Expected binary(BinaryOp op, double[] a, double[] b) {
        var values = new double[a.length];
        // Of two floats, double precision gives the exact product, and a sum or difference that rounds like the exact
        // one.
        Arrays.setAll(values, i -> tolerance.round(apply(op, a[i], b[i])));
        return op == BinaryOp.DIV ? relative(Tolerance.DIVISION, values) : Expected.exactly(values);
    }

    private static double apply(BinaryOp op, double a, double b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    /** {@code alpha * x}: alpha is rounded to the element type, then the product. */
    Expected scale(double alpha, double[] x) {
        return relative(2, x, v -> alpha * v);
    }

    /** {@code alpha * x + beta * y}: two roundings for each product, one for the sum. */
    Expected axpby(double alpha, double[] x, double beta, double[] y) {
        var values = new double[x.length];
        var bounds = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double right = beta == 0 ? 0 : beta * y[i];
            values[i] = alpha * x[i] + right;
            bounds[i] = tolerance.relative(3, Math.abs(alpha * x[i]) + Math.abs(right));
        }
        return new Expected(values, bounds);
    }

    Expected activation(Activation f, double... z) {
        return switch (f) {
            case IDENTITY -> exact(z, v -> v);
            case RELU -> exact(z, v -> Math.max(v, 0));
            // The slope 0.01 is rounded, then the product.
            case LEAKY_RELU -> relative(2, z, v -> v > 0 ? v : Activation.LEAKY_SLOPE * v);
            case SIGMOID -> relative(Tolerance.SIGMOID, z, v -> 1 / (1 + StrictMath.exp(-v)));
            case TANH -> relative(Tolerance.TANH, z, StrictMath::tanh);
            case SOFTPLUS, GELU, SILU -> new Expected(Arrays.stream(z).map(v -> smoothRectifier(f, v)).toArray(),
                    Arrays.stream(z).map(v -> smoothRectifierBound(f, v)).toArray());
        };
    }

    /** Softplus, GELU or SiLU: {@code max(z, 0)} and a part that depends on |z|. */
    private static double smoothRectifier(Activation f, double z) {
        return Math.max(z, 0) + part(f, Math.min(Math.abs(z), FAR));
    }

    private static double part(Activation f, double a) {
        return switch (f) {
            case SOFTPLUS -> StrictMath.log1p(StrictMath.exp(-a));
            case GELU -> -a * NormalOracle.tail(a);
            case SILU -> -a * sigmoidBelow(a);
            default -> throw new IllegalArgumentException(f + ": is no smooth rectifier");
        };
    }

    /** Returns the sigmoid of {@code -a}. */
    private static double sigmoidBelow(double a) {
        return 1 / (1 + StrictMath.exp(a));
    }

    /** One rounding of the sum, and those of the part; a device may flush the exponential that a is multiplied with. */
    private double smoothRectifierBound(Activation f, double z) {
        double a = Math.min(Math.abs(z), FAR);
        double part = part(f, a);
        double flushed = f == Activation.SOFTPLUS ? 0 : a * tolerance.tiny();
        return tolerance.relative(1, smoothRectifier(f, z)) + flushed + switch (f) {
            // The logarithm's own error and that of its argument, which it does not magnify.
            case SOFTPLUS -> tolerance.relative(2 * Tolerance.EXPONENTIAL, part);
            case GELU -> tolerance.relative(normalTail(a) + 1, part);
            default -> tolerance.relative(Tolerance.SIGMOID + 1, part);
        };
    }

    /**
     * Roundoffs of {@code Phi(-a) = erfc(a / sqrt(2)) / 2}: the quotient is rounded twice, which the function magnifies
     * by at most {@code a^2 + 1}, as it is in {@code exp(-a^2 / 2)}.
     */
    private static double normalTail(double a) {
        return Tolerance.ERROR_FUNCTION + 2 * (a * a + 1);
    }

    /** Returns the steepest slope of f anywhere: that of GELU is at sqrt(2), that of SiLU near 2.4. */
    static double largestSlope(Activation f) {
        return switch (f) {
            case GELU -> 1.13;
            case SILU -> 1.10;
            default -> 1;
        };
    }

    /** {@code upstream * f'(saved)}. */
    Expected activationBackward(Activation f, double[] saved, double[] upstream) {
        var values = new double[saved.length];
        var bounds = new double[saved.length];
        for (int i = 0; i < saved.length; i++) {
            values[i] = upstream[i] * derivative(f, saved[i]);
            bounds[i] = Math.abs(upstream[i]) * derivativeBound(f, saved[i]) + tolerance.relative(1, values[i]);
        }
        return new Expected(values, bounds);
    }

    static double derivative(Activation f, double saved) {
        return switch (f) {
            case IDENTITY -> 1;
            case RELU -> saved > 0 ? 1 : 0;
            case LEAKY_RELU -> saved > 0 ? 1 : Activation.LEAKY_SLOPE;
            case SIGMOID -> saved * (1 - saved);
            case TANH -> 1 - saved * saved;
            case SOFTPLUS -> -StrictMath.expm1(-saved);
            case GELU, SILU -> {
                double a = Math.min(Math.abs(saved), FAR);
                double below = f == Activation.GELU
                        ? NormalOracle.tail(a) - a * NormalOracle.density(a)
                        : sigmoidBelow(a) * (1 - a * (1 - sigmoidBelow(a)));
                yield saved < 0 ? below : 1 - below;
            }
        };
    }

    /** The error of the derivative, from a saved value that is given without error. */
    double derivativeBound(Activation f, double saved) {
        return switch (f) {
            case IDENTITY, RELU -> 0;
            case LEAKY_RELU -> tolerance.relative(1, Activation.LEAKY_SLOPE);
            case SIGMOID -> tolerance.relative(2, saved * (1 - saved));
            // The square is rounded, and next to 1 the difference magnifies that.
            case TANH -> tolerance.relative(1, saved * saved) + tolerance.relative(1, 1 - saved * saved);
            case SOFTPLUS -> tolerance.relative(Tolerance.EXPONENTIAL, derivative(f, saved));
            // Two terms that cancel where the function is flat, and the difference from 1 for positive values.
            case GELU, SILU -> {
                double a = Math.min(Math.abs(saved), FAR);
                double terms = f == Activation.GELU
                        ? tolerance.relative(normalTail(a) + 3, NormalOracle.tail(a) + a * NormalOracle.density(a))
                        : tolerance.relative(2 * Tolerance.SIGMOID + 3, sigmoidBelow(a) * (1 + a));
                yield tolerance.relative(2, derivative(f, saved)) + terms + a * tolerance.tiny();
            }
        };
    }

    /**
     * Row {@code i} of the matrix belongs to the sample {@code firstRow + i}; the factor 1 / (1 - rate) is rounded
     * too.
     */
    Expected dropout(double[] x, int cols, Dropout dropout, long step, long firstRow) {
        var values = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int key = dropout.rowKey(step, firstRow + i / cols);
            values[i] = Dropout.keeps(key, i % cols, dropout.threshold()) ? x[i] * dropout.scale() : 0;
        }
        return relative(3, values);
    }

    /** Returns a matrix of {@code rows} equal rows. */
    static double[] repeatRow(double[] row, int rows) {
        var x = new double[row.length * rows];
        Arrays.setAll(x, i -> row[i % row.length]);
        return x;
    }

    /** Returns a matrix of {@code cols} equal columns. */
    static double[] repeatColumn(double[] column, int cols) {
        var x = new double[column.length * cols];
        Arrays.setAll(x, i -> column[i / cols]);
        return x;
    }

    private Expected exact(double[] x, DoubleUnaryOperator f) {
        return Expected.exactly(Arrays.stream(x).map(v -> tolerance.round(f.applyAsDouble(v))).toArray());
    }

    private Expected relative(double units, double[] x, DoubleUnaryOperator f) {
        return relative(units, Arrays.stream(x).map(f).toArray());
    }

    private Expected relative(double units, double[] values) {
        // A zero is a zero: no allowance for underflow where nothing is computed.
        return new Expected(values,
                Arrays.stream(values).map(v -> v == 0 ? 0 : tolerance.relative(units, v)).toArray());
    }
}
