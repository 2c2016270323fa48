package dev.lanewise.exercises;

import dev.lanewise.exercises.solution.ReluSolution;
import dev.lanewise.exercises.todo.Relu;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** ReLU on random signs: a branch replaced by a mask. */
final class ReluExercise implements Exercise<ReluExercise.Kernel> {
    /** So many signs that no branch predictor learns them by heart from call to call. */
    private static final int TIMED_SIZE = 64 * 1024;

    private static final float[] SPECIAL = {Float.NaN, -0f, 0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE};

    /** ReLU of the first {@code n} elements. */
    @FunctionalInterface
    public interface Kernel {
        /** Writes {@code out[i] = max(x[i], 0)} for i below {@code n}. */
        void relu(float[] x, float[] out, int n);
    }

    @Override
    public String name() { return "relu"; }

    @Override
    public String title() { return "ReLU: a mask in place of a branch"; }

    @Override
    public String text() {
        return """
                Write max(x[i], 0) for n elements, without a branch.

                The plain loop asks "is it positive?" for each element. With random signs, as a network's
                pre-activations have, the processor guesses wrong every second time, and a wrong guess throws
                away more than ten cycles of work. The arithmetic itself would take a fraction of one.

                Vectors have no branch for each lane. Compute both answers for all lanes and choose by a mask:
                x.compare(LT, y) gives a VectorMask, x.blend(y, mask) takes y where it is set and x elsewhere.
                The time no longer depends on the data. The same two steps serve every function in pieces:
                leaky ReLU, clipping, dropout.

                Mind the edges. A comparison with NaN is always false, so the direction of the comparison decides
                whether a NaN survives or is washed into a 0. It must survive: a NaN in training is a fault that
                has to be seen. And max(-0, 0) is +0.

                (C2 vectorises a plain loop over Math.max(x[i], 0) by itself: worth timing too. It does so for the
                few functions it knows; masks are for all the others.)
                """;
    }

    @Override
    public List<String> hints() {
        return List.of("load with FloatVector.fromArray(SPECIES, x, i), store with intoArray(out, i)",
                "VectorOperators.LE also catches both zeros, and is false for NaN",
                "values.blend(0f, values.compare(VectorOperators.LE, 0f)); the tail is a loop over Math.max");
    }

    @Override
    public Class<?> skeleton() { return Relu.class; }

    @Override
    public Kernel loop() { return ReluExercise::plainLoop; }

    @Override
    public Kernel learner() { return Relu::relu; }

    @Override
    public Kernel solution() { return ReluSolution::relu; }

    private static void plainLoop(float[] x, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            if (x[i] <= 0)
                out[i] = 0;
            else
                out[i] = x[i];
        }
    }

    /** Besides random values, every special value in every place of two of the widest vectors. */
    @Override
    public Stream<Trial<Kernel>> trials() {
        var random = IntStream.of(0, 1, 2, 3, 5, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129, 1000, 1031)
                .mapToObj(n -> new Trial<Kernel>("n = " + n, kernel -> mistake(kernel, Samples.uniform(n, n), n)));
        var special = IntStream.range(0, SPECIAL.length).mapToObj(shift -> {
            int n = 37;
            var x = Samples.uniform(n, shift);
            for (int i = 0; i < n; i++)
                x[i] = SPECIAL[(i + shift) % SPECIAL.length];
            return new Trial<Kernel>("n = " + n, kernel -> mistake(kernel, x, n));
        });
        return Stream.concat(random, special);
    }

    private static Optional<String> mistake(Kernel kernel, float[] x, int n) {
        var out = Samples.blank(n);
        kernel.relu(x.clone(), out, n);
        return Expected.firstMistake(out, n, i -> Expected.exactly(Math.max(x[i], 0)),
                i -> "index " + i + " (x = " + x[i] + ")");
    }

    @Override
    public Workload<Kernel> workload() {
        var x = Samples.uniform(TIMED_SIZE, 1);
        var out = Samples.blank(TIMED_SIZE);
        return kernel -> {
            kernel.relu(x, out, TIMED_SIZE);
            return out[0];
        };
    }

    @Override
    public double requiredRatio() { return 4; }

    @Override
    public String ratioReason() {
        return "a wrong guess at every second element costs dozens of times what a vector needs for its load,"
                + " comparison and store, so that no version with a branch comes near";
    }
}
