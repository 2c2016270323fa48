package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** A {@link Problem} on a {@link Compute}, with its operands in memory there. */
public final class Workload implements AutoCloseable {
    private final Problem problem;
    private final Compute compute;
    private final Scope scope;
    // By the numbers of the variables, so that a call finds its operands without allocating.
    private final View[] views;
    private final Indices[] indices;
    private final Runnable call;

    Workload(Problem problem, Compute compute) {
        this.problem = problem;
        this.compute = compute;
        scope = compute.newScope();
        views = new View[problem.variables().size()];
        indices = new Indices[views.length];
        for (var variable : problem.variables())
            if (variable.isIntegers())
                indices[variable.number()] = variable.allocateIndices(scope);
            else
                views[variable.number()] = variable.allocateView(scope);
        for (var input : problem.inputs())
            upload(input);
        call = problem.call().on(this);
    }

    /** Returns the name, as in {@link Problems#operations}. */
    public String operation() { return problem.operation(); }

    /** Returns the shape, such as {@code 128x64}. */
    public String size() { return problem.size(); }

    /** Returns the number of floating-point operations of a run by the textbook formula; a function counts as one. */
    public double flops() {
        return problem.flops();
    }

    /** Returns the number of bytes that a run reads and writes at least. */
    public double bytes() {
        return problem.bytes();
    }

    /** Restores the inputs that a run changes. */
    public void reset() {
        for (var input : problem.inputs())
            if (input.after() != null)
                upload(input);
    }

    /** Overwrites all inputs that are not integers: element {@code i} of each becomes {@code value(i)}. */
    public void replaceInputs(IntToDoubleFunction value) {
        for (var input : problem.inputs())
            if (!input.isIntegers())
                compute.upload(IntStream.range(0, input.length()).mapToDouble(value).toArray(), view(input));
    }

    /** Submits the operation once; does not wait. */
    public void run() { call.run(); }

    /**
     * Restores the inputs, runs once and compares all that a run leaves with the reference.
     *
     * @throws AssertionError if a result is off by more than the arithmetic allows
     */
    public void verify() {
        reset();
        run();
        String what = operation() + " of " + size() + " on " + compute.name();
        for (var variable : problem.variables())
            if (variable.after() != null)
                variable.after().verify(what, 0, download(variable));
    }

    /** Downloads the problem's {@link Problem#result}, as the last run has left it. */
    public double[] result() {
        return download(problem.result());
    }

    /** Downloads all that a run leaves, one output behind the other. */
    public double[] results() {
        return problem.variables().stream().filter(v -> v.after() != null)
                .flatMapToDouble(v -> Arrays.stream(download(v))).toArray();
    }

    /** Frees the operands. */
    @Override
    public void close() { scope.close(); }

    Compute compute() { return compute; }

    Scope scope() { return scope; }

    View view(Variable variable) { return views[variable.number()]; }

    Indices indices(Variable variable) { return indices[variable.number()]; }

    private void upload(Variable input) {
        if (input.isIntegers())
            compute.upload(input.whole(), indices(input));
        else
            compute.upload(input.values(), view(input));
    }

    private double[] download(Variable variable) {
        if (variable.isIntegers()) {
            var values = new int[variable.length()];
            compute.download(indices(variable), values);
            return Arrays.stream(values).asDoubleStream().toArray();
        }
        var values = new double[variable.length()];
        compute.download(view(variable), values);
        return values;
    }
}
