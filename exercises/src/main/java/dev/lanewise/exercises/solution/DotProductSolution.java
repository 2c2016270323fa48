package dev.lanewise.exercises.solution;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Four accumulators, one reduction across lanes, a scalar tail. */
public final class DotProductSolution {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    /** Elements of one turn of the loop, one vector for each accumulator. */
    private static final int STEP = 4 * LANES;

    private DotProductSolution() {}

    /** Returns the sum of {@code a[i] b[i]} over i below {@code n}. */
    public static float dot(float[] a, float[] b, int n) {
        var sum0 = FloatVector.zero(SPECIES);
        var sum1 = sum0;
        var sum2 = sum0;
        var sum3 = sum0;
        int bound = n - n % STEP;
        int i = 0;
        for (; i < bound; i += STEP) {
            sum0 = load(a, i).fma(load(b, i), sum0);
            sum1 = load(a, i + LANES).fma(load(b, i + LANES), sum1);
            sum2 = load(a, i + 2 * LANES).fma(load(b, i + 2 * LANES), sum2);
            sum3 = load(a, i + 3 * LANES).fma(load(b, i + 3 * LANES), sum3);
        }
        float sum = sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static FloatVector load(float[] values, int i) { return FloatVector.fromArray(SPECIES, values, i); }
}
