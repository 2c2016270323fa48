package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * One call under test: makes its operands from a seed, and at the end looks whether anything was written that should
 * not have been.
 */
final class Trial implements AutoCloseable {
    /** {@code -Dlanewise.seed=N} repeats the inputs of a failure, which names its seed. */
    static final long SEED = Long.getLong("lanewise.seed", 20260117);

    private final Compute compute;
    private final Scope scope;
    private final String what;
    private final SplittableRandom random;
    private final List<Operand> operands = new ArrayList<>();

    /** Begins a trial; {@code what} tells operation, shape and layout in the message of a failure. */
    Trial(Compute compute, String what) {
        this.compute = compute;
        this.what = what + " (seed " + SEED + ")";
        scope = compute.newScope();
        random = new SplittableRandom(SEED ^ what.hashCode());
    }

    String what() { return what; }

    Scope scope() { return scope; }

    SplittableRandom random() { return random; }

    /** Returns values of mean 0 and variance 1, rounded to the element type. */
    double[] normals(long... sizes) {
        return fill(sizes, random::nextGaussian);
    }

    /** Returns values evenly spread over a range, rounded to the element type. */
    double[] uniform(double low, double high, long... sizes) {
        return fill(sizes, () -> random.nextDouble(low, high));
    }

    /** Returns values that a forward pass of f may have saved. */
    double[] saved(Activation f, long... sizes) {
        return switch (f) {
            case IDENTITY, RELU, LEAKY_RELU, TANH -> uniform(-1, 1, sizes);
            case SIGMOID -> uniform(0, 1, sizes);
            case SOFTPLUS -> uniform(0, 5, sizes);
            case GELU, SILU -> uniform(-6, 6, sizes);
        };
    }

    /** Returns whole numbers from 1 to {@code largest} with random signs: their sums and products are exact. */
    double[] integers(int largest, long... sizes) {
        return fill(sizes, () -> (1 + random.nextInt(largest)) * (random.nextBoolean() ? 1 : -1));
    }

    /** An operand that must not change. */
    Operand input(String name, Layout layout, double[] values, long... sizes) {
        return add(new Operand(compute, scope, name, true, layout, values, sizes));
    }

    /** An operand that is read and written. */
    Operand inout(String name, Layout layout, double[] values, long... sizes) {
        return add(new Operand(compute, scope, name, false, layout, values, sizes));
    }

    /** An operand that is written and must not be read: full of NaN. */
    Operand output(String name, Layout layout, long... sizes) {
        var values = new double[elements(sizes)];
        Arrays.fill(values, Double.NaN);
        return inout(name, layout, values, sizes);
    }

    /** A dense input without further ado. */
    View view(double[] values, long... sizes) {
        return input("an operand", Layout.DENSE, values, sizes).view();
    }

    /** Uploads integers. */
    Indices indices(int... values) {
        var indices = scope.allocateIndices(values.length);
        compute.upload(values, indices);
        return indices;
    }

    /** Compares what an operand holds now. */
    void check(Operand got, Expected expected) {
        expected.assertMatches(what, got.values());
    }

    /** Rounds to the element type. */
    double round(double value) {
        return compute.elementType() == ElementType.FLOAT32 ? (float) value : value;
    }

    @Override
    public void close() {
        try (scope) {
            operands.forEach(operand -> operand.assertUntouched(what));
        }
    }

    private Operand add(Operand operand) {
        operands.add(operand);
        return operand;
    }

    private double[] fill(long[] sizes, DoubleSupplier source) {
        var values = new double[elements(sizes)];
        Arrays.setAll(values, i -> round(source.getAsDouble()));
        return values;
    }

    private static int elements(long[] sizes) {
        return Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact));
    }
}
