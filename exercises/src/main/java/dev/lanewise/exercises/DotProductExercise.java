package dev.lanewise.exercises;

import dev.lanewise.exercises.solution.DotProductSolution;
import dev.lanewise.exercises.todo.DotProduct;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The dot product: a chain of additions broken up into lanes and accumulators. */
final class DotProductExercise implements Exercise<DotProductExercise.Kernel> {
    /** Two arrays of 8 KiB: both stay in the first-level cache, so arithmetic is timed and not memory. */
    private static final int TIMED_SIZE = 2048;

    /** The dot product of the first {@code n} elements. */
    @FunctionalInterface
    public interface Kernel {
        /** Returns the sum of {@code a[i] b[i]} over i below {@code n}. */
        float dot(float[] a, float[] b, int n);
    }

    @Override
    public String name() { return "dot-product"; }

    @Override
    public String title() { return "Dot product: many sums at once"; }

    @Override
    public String text() {
        return """
                Add up a[i] * b[i] over n elements, several times as fast as the plain loop.

                The loop is not slow because it multiplies. Each addition has to wait for the one before, two to
                four cycles, and the compiler may not reorder float additions, since that changes the rounding.
                You may. Two things break the chain:

                Lanes. A FloatVector holds 4, 8 or 16 floats and adds them all in one instruction. Sum in lanes,
                and reduce across the lanes once, behind the loop: a reduction inside it is a chain again, and
                dearer than the addition it replaces.

                Accumulators. One vector sum is still one chain. Four independent ones keep the units busy while
                each waits for itself. a.fma(b, sum) multiplies and adds in one instruction with one rounding.

                n is seldom a multiple of the vector length. Compute the bound once, before the loop, and finish
                the tail with a scalar loop. Keep the species in a static final field: only then does the compiler
                know its length, and a vector stays in a register instead of becoming an object.
                """;
    }

    @Override
    public List<String> hints() {
        return List.of(
                "private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;",
                "FloatVector.fromArray(SPECIES, a, i) loads SPECIES.length() floats; stop at SPECIES.loopBound(n)",
                "sum = x.fma(y, sum) in the loop, sum.reduceLanes(VectorOperators.ADD) behind it, then the tail",
                "for gold: sum0 to sum3, from vectors at i, i + L, i + 2 L, i + 3 L; the loop ends at n - n % (4 L)");
    }

    @Override
    public Class<?> skeleton() { return DotProduct.class; }

    @Override
    public Kernel loop() { return DotProductExercise::plainLoop; }

    @Override
    public Kernel learner() { return DotProduct::dot; }

    @Override
    public Kernel solution() { return DotProductSolution::dot; }

    private static float plainLoop(float[] a, float[] b, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++)
            sum += a[i] * b[i];
        return sum;
    }

    @Override
    public Stream<Trial<Kernel>> trials() {
        return IntStream.of(0, 1, 2, 3, 5, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 67, 127, 129, 255, 1000, 1031)
                .mapToObj(n -> new Trial<>("n = " + n, kernel -> mistake(kernel, n)));
    }

    private static Optional<String> mistake(Kernel kernel, int n) {
        var a = Samples.uniform(n, n);
        var b = Samples.uniform(n, ~n);
        return eachIndexCounts(kernel, b, n).or(() -> {
            double sum = 0;
            double magnitudes = 0;
            for (int i = 0; i < n; i++) {
                sum += (double) a[i] * b[i];
                magnitudes += Math.abs((double) a[i] * b[i]);
            }
            return Expected.sumOfProducts(sum, magnitudes, n).mistake("the sum", kernel.dot(a, b, n));
        });
    }

    /** Takes the dot product with every unit vector, so that an element left out or counted twice has an index. */
    private static Optional<String> eachIndexCounts(Kernel kernel, float[] b, int n) {
        var unit = new float[b.length];
        Arrays.fill(unit, n, unit.length, Float.NaN);
        for (int i = 0; i < n; i++) {
            unit[i] = 1;
            var mistake = Expected.exactly(b[i]).mistake("index " + i + " (all others times 0)",
                    kernel.dot(unit, b, n));
            if (mistake.isPresent())
                return mistake;
            unit[i] = 0;
        }
        return Optional.empty();
    }

    /**
     * Each call reads what the one before returned: otherwise the processor starts it early, and two overlapping calls
     * with one accumulator look like one call with two. As |b[0]| is below 1, the values stay bounded.
     */
    @Override
    public Workload<Kernel> workload() {
        var a = Samples.uniform(TIMED_SIZE, 1);
        var b = Samples.uniform(TIMED_SIZE, 2);
        return kernel -> {
            a[0] = kernel.dot(a, b, TIMED_SIZE);
            return a[0];
        };
    }

    @Override
    public double requiredRatio() { return 3; }

    @Override
    public String ratioReason() {
        return "the loop waits two to four cycles for each addition, and even vectors of 4 lanes,"
                + " several sums at once, were measured at 7 times";
    }
}
