package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One operation at one size, with its inputs on the device: declared once, for tests that compare its result, guards
 * that repeat it and benchmarks that time it.
 */
public final class Workload implements AutoCloseable {
    private final Compute compute;
    private final Scope scope;
    private final String operation;
    private final String size;
    private final double flops;
    private final double bytes;
    private final Map<View, double[]> inputs;
    private final Map<View, Supplier<Expected>> expected;
    private final Map<Indices, Supplier<int[]>> expectedIndices;
    private final Runnable call;

    Workload(WorkloadBuilder setup, String size, double flops, double bytes, Runnable call) {
        compute = setup.compute();
        scope = setup.scope();
        operation = setup.operation();
        inputs = setup.inputs();
        expected = setup.expected();
        expectedIndices = setup.expectedIndices();
        this.size = size;
        this.flops = flops;
        this.bytes = bytes;
        this.call = call;
        reset();
    }

    /** Returns the name, as in {@link Workloads#operations}. */
    public String operation() { return operation; }

    /** Returns the shape, such as {@code 128x64}. */
    public String size() { return size; }

    /** Returns the number of floating-point operations of a run by the textbook formula; a function counts as one. */
    public double flops() {
        return flops;
    }

    /** Returns the number of bytes that a run reads and writes at least. */
    public double bytes() { return bytes; }

    /** Restores the inputs, of which a run may change some. */
    public void reset() {
        inputs.forEach((view, values) -> compute.upload(values, view));
    }

    /** Submits the operation once; does not wait. */
    public void run() { call.run(); }

    /**
     * Restores the inputs, runs once and compares with the reference.
     *
     * @throws AssertionError if a result is off by more than the arithmetic allows
     */
    public void verify() {
        reset();
        run();
        String what = operation + " of " + size + " on " + compute.name();
        expected.forEach((view, values) -> values.get().assertMatches(what, download(view)));
        expectedIndices.forEach((indices, values) -> Expected
                .exactly(Arrays.stream(values.get()).asDoubleStream().toArray())
                .assertMatches(what, download(indices)));
    }

    /** Downloads what the last run has written, one output behind the other. */
    public double[] results() {
        List<double[]> parts = new ArrayList<>();
        expected.keySet().forEach(view -> parts.add(download(view)));
        expectedIndices.keySet().forEach(indices -> parts.add(download(indices)));
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** Frees the operands. */
    @Override
    public void close() { scope.close(); }

    private double[] download(View view) {
        var values = new double[Math.toIntExact(view.elements())];
        compute.download(view, values);
        return values;
    }

    private double[] download(Indices indices) {
        var values = new int[Math.toIntExact(indices.length())];
        compute.download(indices, values);
        return Arrays.stream(values).asDoubleStream().toArray();
    }
}
