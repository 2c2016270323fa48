package dev.lanewise.kernel.simd.gemm;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.testkit.Problems;
import dev.lanewise.compute.testkit.Workload;
import dev.lanewise.compute.testkit.Workloads;
import dev.lanewise.kernel.simd.runtime.Lanes;

import java.util.List;
import java.util.stream.Stream;

/** Products that go ways of their own, by their shape. */
public final class RareProducts {
    private static final List<int[]> SHAPES = List.of(
            // Gemv.
            new int[]{1, 64, Gemv.COLS},
            // SmallK: a part of a vector, and whole ones.
            new int[]{64, SmallK.STEPS - 1, Lanes.COUNT - 1}, new int[]{64, SmallK.STEPS - 1, 4 * Lanes.COUNT},
            // FlatRows, with vectors of four lanes too.
            new int[]{FlatRows.MIN_ROWS + 5, 2, 3});

    /** BatchedGemm: whole tiles, and tiles with edges on all sides. */
    private static final List<int[]> BATCHES = List.of(new int[]{64, MicroKernel.PANEL_ROWS, 32, MicroKernel.NR},
            new int[]{64, MicroKernel.PANEL_ROWS + 1, 33, MicroKernel.NR + 1});

    private RareProducts() {}

    public static List<Workload> on(Compute compute) {
        return Stream.concat(SHAPES.stream().map(s -> Workloads.gemm(compute, s[0], s[1], s[2], 1)),
                BATCHES.stream().map(s -> Problems.batch(compute.elementType(), s[0], s[1], s[2], s[3], 1).on(compute)))
                .toList();
    }
}
