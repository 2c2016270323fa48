package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;

import java.util.List;

/**
 * One operation at one shape: its inputs, what must come out, how much work that is, and how a {@link Compute} is asked
 * for it. Declared once, in {@link Problems}, for tests that compare results, guards that repeat the call and
 * benchmarks that time it, others' libraries included, which take the inputs and hand in their result.
 */
public final class Problem {
    /** Makes the call that a run consists of, on operands that are there. */
    @FunctionalInterface
    interface Call {
        Runnable on(Workload workload);
    }

    private final String operation;
    private final String size;
    private final ElementType type;
    private final double flops;
    private final double accesses;
    private final List<Variable> variables;
    private final Variable result;
    private final Call call;

    Problem(ProblemBuilder setup, String size, double flops, double accesses, Variable result, Call call) {
        operation = setup.operation();
        type = setup.tolerance().type();
        variables = setup.variables();
        this.size = size;
        this.flops = flops;
        this.accesses = accesses;
        this.result = result;
        this.call = call;
    }

    /** Returns the name, as in {@link Problems#operations}. */
    public String operation() { return operation; }

    /** Returns the shape, such as {@code 128x64}. */
    public String size() { return size; }

    /** Returns the number of floating-point operations of a run by the textbook formula; a function counts as one. */
    public double flops() {
        return flops;
    }

    /** Returns the number of bytes that a run reads and writes at least. */
    public double bytes() {
        return accesses * type.bytes();
    }

    /** Returns what has values before a run, in the order of the formula. */
    public List<Variable> inputs() {
        return variables.stream().filter(Variable::isInput).toList();
    }

    /** Returns what the formula ends in; of an operation that works in place, what it changes. */
    public Variable result() {
        return result;
    }

    /**
     * Compares what one run on the {@link #inputs} has left in the {@link #result}.
     *
     * @param what begins the message
     * @param absolute error that each element may have besides what float arithmetic may cost: 0, unless the function
     *     of somebody else is known to be less exact near zero
     * @param got row-major and without gaps
     * @throws AssertionError if it is off by more than the arithmetic allows
     */
    public void verify(String what, double absolute, double... got) {
        if (got.length != result.length())
            throw new AssertionError(what + ": " + got.length + " results, expected " + result.length());
        result.after().verify(what, absolute, got);
    }

    /**
     * Sets it up, ready to run any number of times.
     *
     * @throws IllegalArgumentException if the compute has another element type
     */
    public Workload on(Compute compute) {
        if (compute.elementType() != type)
            throw new IllegalArgumentException(
                    "compute: needs one of " + type + ", got " + compute.name() + " of " + compute.elementType());
        return new Workload(this, compute);
    }

    List<Variable> variables() { return variables; }

    Call call() { return call; }
}
