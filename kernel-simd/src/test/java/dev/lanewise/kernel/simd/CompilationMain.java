package dev.lanewise.kernel.simd;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.Workload;
import dev.lanewise.compute.testkit.Workloads;
import dev.lanewise.kernel.simd.gemm.RareProducts;
import dev.lanewise.kernel.simd.runtime.Lanes;

import java.util.ArrayList;
import java.util.Arrays;

/** Runs every operation often enough for C2, mixed as a training step mixes them, in a Java machine of its own. */
final class CompilationMain {
    /** More than C2's 15 000 invocations and loops of a method that is called once in each run. */
    private static final int ROUNDS = 16_000;
    /** A part of a vector in every row, and so little work that the rounds take seconds. */
    private static final int ROWS = 5;
    private static final int COLS = 2 * Lanes.COUNT + 3;

    private CompilationMain() {}

    public static void main(String[] args) {
        try (var compute = new SimdProvider().open(ComputeOptions.DEFAULT.withThreads(1))) {
            var workloads = new ArrayList<Workload>();
            for (String operation : Workloads.operations())
                workloads.add(Workloads.of(operation, compute, ROWS, COLS, 1));
            // Whole vectors take other ways: rows are read and written where they are, eight at a time by Packing.
            for (String operation : Workloads.operations())
                workloads.add(Workloads.of(operation, compute, 8, 4 * Lanes.COUNT, 1));
            // And so do few columns, beginning with whole groups of rows.
            for (String operation : Workloads.operations())
                if (operation.contains("oftmax"))
                    workloads.add(Workloads.of(operation, compute, 2 * Lanes.COUNT + 1, Lanes.COUNT / 2 + 1, 1));
            workloads.addAll(RareProducts.on(compute));
            var batchNorm = coarseBatchNorm(compute);
            for (int round = 0; round < ROUNDS; round++) {
                for (var workload : workloads)
                    workload.run();
                batchNorm.run();
            }
        }
    }

    /** Gradients of columns whose mean is large beside their spread: what rounding took from it is found again. */
    private static Runnable coarseBatchNorm(Compute compute) {
        var row = new float[COLS];
        var x = compute.allocate(ROWS, COLS);
        var values = new float[ROWS * COLS];
        for (int i = 0; i < values.length; i++)
            values[i] = 1e5f + i % 7;
        compute.upload(values, x);
        Arrays.fill(row, 1);
        var gamma = compute.allocate(1, COLS);
        compute.upload(row, gamma);
        var norm = new BatchNorm(gamma, compute.allocate(1, COLS), compute.allocate(1, COLS),
                compute.allocate(1, COLS), compute.allocate(1, COLS), compute.allocate(1, COLS), 0.9, 1e-5,
                Activation.IDENTITY);
        var out = compute.allocate(ROWS, COLS);
        compute.batchNormTrain(norm, x, out);
        var gradGamma = compute.allocate(1, COLS);
        var gradBeta = compute.allocate(1, COLS);
        return () -> compute.batchNormBackward(norm, x, x, gradGamma, gradBeta, out);
    }
}
