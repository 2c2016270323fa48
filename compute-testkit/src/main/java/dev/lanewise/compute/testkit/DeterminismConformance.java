package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Same inputs, same bits: from call to call, and for any number of threads, at a size that is split among them. Each
 * result is compared with the reference too.
 */
public interface DeterminismConformance extends Fixture {
    @Test
    default void sameBitsForAnyNumberOfThreads() {
        Map<String, double[]> first = new HashMap<>();
        for (int threads = 1; threads <= Sizes.MOST_THREADS; threads++)
            try (var compute = another(ComputeOptions.DEFAULT.withThreads(threads))) {
                for (var operation : Workloads.operations())
                    try (var workload = large(operation, compute)) {
                        String what = operation + " of " + workload.size() + " with " + threads + " threads";
                        if (threads == 1)
                            workload.verify();
                        else
                            workload.run();
                        var results = workload.results();
                        Expected.assertSameBits(what, first.computeIfAbsent(operation, key -> results), results);
                        // A compute of its own for each number of threads: once, where most can go wrong.
                        if (threads == Sizes.MOST_THREADS) {
                            workload.reset();
                            workload.run();
                            Expected.assertSameBits(what + ", called again", results, workload.results());
                        }
                    }
            }
    }

    private static Workload large(String operation, Compute compute) {
        if (Sizes.SMALL)
            return Workloads.of(operation, compute, 5, 7, Trial.SEED);
        int m = (int) Sizes.LARGE_MATRIX[0];
        int n = (int) Sizes.LARGE_MATRIX[1];
        return Workloads.of(operation, compute, m, n, Trial.SEED);
    }

    /** The share of kept elements, over steps and layers, is that of independent draws. */
    @Test
    default void dropoutKeepsItsShare() {
        try (var t = new Trial(compute(), "share of kept elements")) {
            int m = Sizes.SMALL ? 16 : 256;
            var ones = new double[m * 64];
            Arrays.fill(ones, 1);
            var x = t.view(ones, m, 64);
            var out = t.output("out", Layout.DENSE, m, 64);
            for (double rate : new double[]{0.1, 0.5, 0.8})
                for (int layer = 0; layer < 3; layer++) {
                    compute().dropout(x, new Dropout(rate, Trial.SEED, layer), new Counter(layer), new Counter(0),
                            out.view());
                    double kept = Arrays.stream(out.values()).filter(v -> v != 0).count();
                    double expected = (1 - rate) * ones.length;
                    // Five standard deviations of a binomial distribution: wrong once in a million.
                    double bound = 5 * Math.sqrt(ones.length * rate * (1 - rate));
                    if (Math.abs(kept - expected) > bound)
                        throw new AssertionError(t.what() + ": rate " + rate + " keeps " + kept + " of "
                                + ones.length + ", expected " + expected + " within " + bound);
                }
        }
    }

    /** In debug mode every operation waits; the results are the same. */
    @Test
    default void debugMode() {
        try (Compute debug = another(ComputeOptions.DEFAULT.withDebug(true));
                var softmax = Workloads.of("softmaxRows", debug, 5, 7, Trial.SEED);
                var gemm = Workloads.gemm(debug, 5, 6, 7, Trial.SEED)) {
            softmax.verify();
            gemm.verify();
        }
    }
}
