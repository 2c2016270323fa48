package dev.lanewise.compute.testkit;

import dev.lanewise.compute.ElementType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Collects the variables of a {@link Problem}. */
final class ProblemBuilder {
    private final String operation;
    private final Tolerance tolerance;
    private final long seed;
    private final List<Variable> variables = new ArrayList<>();

    ProblemBuilder(String operation, ElementType type, long seed) {
        this.operation = operation;
        this.seed = seed;
        tolerance = new Tolerance(type);
    }

    String operation() { return operation; }

    Tolerance tolerance() { return tolerance; }

    List<Variable> variables() { return List.copyOf(variables); }

    /** An input of mean 0 and variance 1. */
    Variable normals(String name, long... sizes) {
        return input(name, normals(length(sizes)), sizes);
    }

    /** An input between 0.1 and 1. */
    Variable fractions(String name, long... sizes) {
        return input(name, fractions(length(sizes)), sizes);
    }

    /** Values of mean 0 and variance 1 for the next input. */
    Supplier<double[]> normals(int length) {
        return random(length, SplittableRandom::nextGaussian);
    }

    /** Values between 0.1 and 1 for the next input. */
    Supplier<double[]> fractions(int length) {
        return random(length, random -> random.nextDouble(0.1, 1));
    }

    /** An input of whole numbers from 0 to {@code bound} - 1. */
    Variable integers(String name, int bound, int length) {
        long start = nextSeed();
        return add(name, true, () -> new SplittableRandom(start).ints(length, 0, bound).asDoubleStream().toArray(),
                length);
    }

    /** An input of values that are made elsewhere. */
    Variable input(String name, Supplier<double[]> values, long... sizes) {
        return add(name, false, values, sizes);
    }

    /** An operand that the operation writes; the reference is computed only when a result is compared with it. */
    Variable output(String name, Supplier<Expected> result, long... sizes) {
        return scratch(name, sizes).leaves(Reference.of(result));
    }

    /** Integers that the operation writes. */
    Variable outputIndices(String name, Supplier<int[]> result, int length) {
        return add(name, true, null, length).leaves(Reference
                .of(() -> Expected.exactly(Arrays.stream(result.get()).asDoubleStream().toArray())));
    }

    /** An operand that the operation may write and nobody looks at. */
    Variable scratch(String name, long... sizes) {
        return add(name, false, null, sizes);
    }

    /** Ends the declaration of an operation on m x n elements, with these counts for each of them. */
    Problem build(Variable result, int m, int n, double flopsPerElement, double accessesPerElement,
            Problem.Call call) {
        double elements = (double) m * n;
        return new Problem(this, m + "x" + n, flopsPerElement * elements, accessesPerElement * elements, result, call);
    }

    /** Computes what several references share, when the first of them asks for it. */
    static <T> Supplier<T> once(Supplier<T> source) {
        var kept = new ArrayList<T>(1);
        return () -> {
            if (kept.isEmpty())
                kept.add(source.get());
            return kept.getFirst();
        };
    }

    private Supplier<double[]> random(int length, ToDoubleFunction<SplittableRandom> next) {
        long start = nextSeed();
        return () -> {
            var random = new SplittableRandom(start);
            var values = new double[length];
            for (int i = 0; i < length; i++)
                values[i] = tolerance.round(next.applyAsDouble(random));
            return values;
        };
    }

    private static int length(long... sizes) {
        return Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact));
    }

    /** Each input has numbers of its own. */
    private long nextSeed() {
        return seed + variables.size();
    }

    private Variable add(String name, boolean integers, Supplier<double[]> values, long... sizes) {
        var variable = new Variable(variables.size(), name, integers, values, sizes);
        variables.add(variable);
        return variable;
    }
}
