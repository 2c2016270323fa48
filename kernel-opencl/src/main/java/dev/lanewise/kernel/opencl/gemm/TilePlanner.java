package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.kernel.opencl.device.OpenClDevice;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides with which tile a product is computed and into how many parts its k is cut, from its shape and the device
 * alone: the cheapest by a simple model of the device, in clock cycles of a multiprocessor.
 */
final class TilePlanner {
    /** Multiply-adds of a multiprocessor in a cycle: NVIDIA's and AMD's have 128 or 64 lanes. */
    private static final double RATE = 128;
    /** The same of tensor cores, as far as mma.sync gets. */
    private static final double TENSOR_RATE = 640;
    /** Elements that a piece of 8 x 8, and one of 64 x 32, reads from local memory for each multiply-add. */
    private static final double READS = 1.0 / 8 + 1.0 / 8;
    private static final double TENSOR_READS = 1.0 / 64 + 1.0 / 32;
    /** Items at which a multiprocessor's pipelines are full: 256 of 8 x 8 sums each. */
    private static final double FULL_ITEMS = 256;
    /** What starting a group, its first loads and its epilogue cost. */
    private static final double GROUP_CYCLES = 1500;
    /** What the launch that adds up parts costs: 3 us at 1.7 GHz. */
    private static final double LAUNCH_CYCLES = 5000;
    /** Bytes of partial sums that go through the second-level cache in a cycle of the device. */
    private static final double BYTES_PER_CYCLE = 1000;
    /** Steps of a part at least, so that the loads in front of its loop are a small fraction. */
    private static final int LEAST_STEPS = 64;
    private static final int MOST_PARTS = 32;
    /** Elements of C for each multiprocessor from which on there is work for all without parts. */
    private static final int LARGEST_TILE = 128 * 128;
    /** What a tuner tries for a class of products. */
    private static final int MOST_SETTINGS = 24;

    /** Sizes whose choice is remembered: the layers of a few networks. */
    private static final int MOST_CHOSEN = 256;

    private final List<GemmTile> tiles;
    private final Map<List<Long>, TilePlan> chosen = new HashMap<>();
    private final int computeUnits;

    /** @param candidates the tiles to choose from; those that are too large for the device are passed over */
    TilePlanner(OpenClDevice device, List<GemmTile> candidates) {
        tiles = candidates.stream().filter(tile -> tile.fits(device)).toList();
        computeUnits = device.computeUnits();
    }

    /** Returns whether tensor cores multiply. */
    boolean isFast() { return tiles.getFirst().tensor(); }

    /** Returns whether this device has a setting's tile, and k may be cut into so many parts. */
    boolean allows(TileSetting setting) {
        return tiles.contains(setting.tile()) && setting.parts() <= MOST_PARTS;
    }

    /** Returns the cheapest settings for one product by the model, the cheapest first. */
    List<TileSetting> settings(GemmShape shape) {
        return plans(shape.k(), 1, 0).sorted(Comparator.comparingDouble(plan -> cycles(plan, shape)))
                .map(plan -> new TileSetting(plan.tile(), plan.parts())).distinct().limit(MOST_SETTINGS).toList();
    }

    /** @param setting how the product is to be computed, {@code null} for the cheapest way by the model */
    TilePlan plan(GemmShape shape, TileSetting setting) {
        if (setting != null)
            return TilePlan.of(setting, shape.k());
        if (chosen.size() > MOST_CHOSEN)
            chosen.clear();
        return chosen.computeIfAbsent(List.of(shape.m(), shape.n(), shape.k(), shape.batches()),
                key -> cheapest(shape));
    }

    private TilePlan cheapest(GemmShape shape) {
        return plans(shape.k(), shape.batches(), shape.m() * shape.n() * shape.batches())
                .min(Comparator.comparingDouble(plan -> cycles(plan, shape))).orElseThrow();
    }

    /** A batch keeps its matrices whole: its second dimension is where parts would be. */
    private Stream<TilePlan> plans(long k, long batches, long elements) {
        int mostParts = batches > 1 || elements > (long) computeUnits * LARGEST_TILE
                ? 1
                : (int) Math.clamp(k / LEAST_STEPS, 1, MOST_PARTS);
        return tiles.stream().flatMap(tile -> IntStream.rangeClosed(1, mostParts)
                .mapToObj(parts -> TilePlan.of(new TileSetting(tile, parts), k)));
    }

    private double cycles(TilePlan plan, GemmShape shape) {
        var tile = plan.tile();
        long m = shape.m();
        long n = shape.n();
        long groups = Math.ceilDiv(m, tile.rows()) * Math.ceilDiv(n, tile.columns()) * shape.batches() * plan.parts();
        double each = Math.ceilDiv(groups, computeUnits);
        // What is read from local memory for each multiply-add: its bandwidth is what smaller pieces run into.
        double reads = 1.0 / tile.pieceRows() + 1.0 / tile.pieceColumns();
        double best = tile.tensor() ? TENSOR_READS : READS;
        double fraction = Math.min(1, best / reads) * Math.min(1, each * tile.items() / FULL_ITEMS);
        double rate = tile.tensor() ? TENSOR_RATE : RATE;
        double sums = plan.parts() == 1 ? 0 : LAUNCH_CYCLES + 4.0 * m * n * (plan.parts() + 1) / BYTES_PER_CYCLE;
        return each * tile.rows() * tile.columns() * plan.partSteps() / (rate * fraction) + GROUP_CYCLES + sums;
    }
}
