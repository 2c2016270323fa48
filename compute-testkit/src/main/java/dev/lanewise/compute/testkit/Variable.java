package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * An operand of a {@link Problem}: what it holds before a run, what it must hold afterwards, or both. Values are
 * row-major and without gaps, made anew each time they are asked for, so that a problem of any size costs nothing until
 * it runs.
 */
public final class Variable {
    private final int number;
    private final String name;
    private final boolean integers;
    private final long[] sizes;
    private final Supplier<double[]> before;
    private Reference after;
    private int stride;

    /** One that is only written has no values before: null. */
    Variable(int number, String name, boolean integers, Supplier<double[]> before, long... sizes) {
        this.number = number;
        this.name = name;
        this.integers = integers;
        this.before = before;
        this.sizes = sizes.clone();
    }

    /** Returns the name, as in the formula. */
    public String name() { return name; }

    /** Returns the number of values. */
    public int length() {
        return Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact));
    }

    /**
     * Returns what it holds before a run.
     *
     * @throws IllegalStateException if nothing is said of that
     */
    public double[] values() {
        if (!isInput())
            throw new IllegalStateException(name + ": is only written");
        return before.get();
    }

    /** Returns the values of integers, such as class numbers. */
    int[] whole() {
        return Arrays.stream(values()).mapToInt(value -> (int) value).toArray();
    }

    /** Returns its place among the variables of its problem. */
    int number() {
        return number;
    }

    boolean isInput() { return before != null; }

    boolean isIntegers() { return integers; }

    /** Returns what a run must leave, or null if that is not looked at. */
    Reference after() {
        return after;
    }

    Variable leaves(Reference reference) {
        after = reference;
        return this;
    }

    /** Lets the rows of a matrix lie that many elements apart; 0 for no gaps. */
    Variable withStride(int elements) {
        stride = elements;
        return this;
    }

    View allocateView(Scope scope) {
        return stride == 0 ? scope.allocate(sizes) : scope.allocate(sizes[0], stride).cols(0, sizes[1]);
    }

    Indices allocateIndices(Scope scope) {
        return scope.allocateIndices(length());
    }
}
