package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Allocates and fills the operands of a {@link Workload}. */
final class WorkloadBuilder {
    private final Compute compute;
    private final Scope scope;
    private final String operation;
    private final Tolerance tolerance;
    private final SplittableRandom random;
    // In the order of allocation, so that results can be compared.
    private final Map<View, double[]> inputs = new LinkedHashMap<>();
    private final Map<View, Supplier<Expected>> expected = new LinkedHashMap<>();
    private final Map<Indices, Supplier<int[]>> expectedIndices = new LinkedHashMap<>();

    WorkloadBuilder(String operation, Compute compute, long seed) {
        this.operation = operation;
        this.compute = compute;
        scope = compute.newScope();
        tolerance = new Tolerance(compute.elementType());
        random = new SplittableRandom(seed);
    }

    Compute compute() { return compute; }

    Scope scope() { return scope; }

    String operation() { return operation; }

    Tolerance tolerance() { return tolerance; }

    Map<View, double[]> inputs() { return inputs; }

    Map<View, Supplier<Expected>> expected() { return expected; }

    Map<Indices, Supplier<int[]>> expectedIndices() { return expectedIndices; }

    /** Returns values of mean 0 and variance 1. */
    double[] normals(int count) {
        return values(count, random::nextGaussian);
    }

    /** Returns values between 0.1 and 1. */
    double[] fractions(int count) {
        return values(count, () -> random.nextDouble(0.1, 1));
    }

    int[] integers(int count, int bound) { return random.ints(count, 0, bound).toArray(); }

    /** An operand whose values each {@link Workload#reset} restores. */
    View input(double[] values, long... sizes) {
        var view = scope.allocate(sizes);
        inputs.put(view, values);
        return view;
    }

    Indices indices(int... values) {
        var indices = scope.allocateIndices(values.length);
        compute.upload(values, indices);
        return indices;
    }

    /** An operand that the operation writes; the reference runs only when it is asked for. */
    View output(Supplier<Expected> result, long... sizes) {
        return result(scope.allocate(sizes), result);
    }

    /** Says what a run leaves in an operand. */
    View result(View view, Supplier<Expected> result) {
        expected.put(view, result);
        return view;
    }

    /** Integers that the operation writes. */
    Indices outputIndices(Supplier<int[]> result, int length) {
        var indices = scope.allocateIndices(length);
        expectedIndices.put(indices, result);
        return indices;
    }

    /** Ends the setup of an operation on m x n elements, with these counts for each of them. */
    Workload build(int m, int n, double flopsPerElement, double accessesPerElement, Runnable call) {
        double elements = (double) m * n;
        return build(m + "x" + n, flopsPerElement * elements, accessesPerElement * elements, call);
    }

    /** Ends the setup; {@code accesses} counts elements read and elements written. */
    Workload build(String size, double flops, double accesses, Runnable call) {
        return new Workload(this, size, flops, accesses * compute.elementType().bytes(), call);
    }

    private double[] values(int count, DoubleSupplier source) {
        var values = new double[count];
        Arrays.setAll(values, i -> tolerance.round(source.getAsDouble()));
        return values;
    }
}
