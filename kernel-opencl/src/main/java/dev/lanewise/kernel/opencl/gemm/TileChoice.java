package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.kernel.opencl.device.OpenClDevice;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Chooses the tile of a product and the parts that its k is cut into: the cheapest by a simple model of the device, in
 * clock cycles of a multiprocessor.
 */
final class TileChoice {
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
    /** Steps of a part at least, so that the loads in front of its loop are a small share. */
    private static final int LEAST_STEPS = 64;
    private static final int MOST_PARTS = 32;
    /** Elements of C for each multiprocessor from which on there is work for all without parts. */
    private static final int LARGEST_TILE = 128 * 128;
    /** What a tuner tries for a class of products. */
    private static final int MOST_SETTINGS = 24;

    /** Sizes whose choice is remembered: the layers of a few networks. */
    private static final int MOST_CHOSEN = 256;

    private static final Pattern SETTING = Pattern.compile("(\\S+) in ([1-9][0-9]?)");

    private final List<GemmTile> tiles;
    private final Map<List<Long>, Cut> chosen = new HashMap<>();
    private final int computeUnits;

    /** @param candidates the tiles to choose from; those that are too large for the device are passed over */
    TileChoice(OpenClDevice device, List<GemmTile> candidates) {
        tiles = candidates.stream().filter(tile -> tile.fits(device)).toList();
        computeUnits = device.computeUnits();
    }

    /** Returns whether tensor cores multiply. */
    boolean isFast() { return tiles.getFirst().tensor(); }

    /**
     * A way to compute a product.
     *
     * @param parts number of parts of k
     * @param partSteps steps of all parts but the last, which may have fewer
     */
    record Cut(GemmTile tile, int parts, long partSteps) {
        /** Whole depths to each part, so that its first elements are aligned as the factor's are. */
        static Cut of(GemmTile tile, int parts, long k) {
            long steps = Math.max(Math.ceilDiv(Math.ceilDiv(k, parts), tile.depth()) * tile.depth(), 1);
            return new Cut(tile, (int) Math.max(Math.ceilDiv(k, steps), 1), steps);
        }

        String setting() { return tile.name() + " in " + parts; }
    }

    /** Returns whether a text names a tile of this device and a number of parts. */
    boolean isSetting(String text) {
        var parts = SETTING.matcher(text);
        return parts.matches() && tiles.stream().anyMatch(tile -> tile.name().equals(parts.group(1)))
                && Integer.parseInt(parts.group(2)) <= MOST_PARTS;
    }

    /** Returns the way that a setting names. */
    Cut parse(String setting, long k) {
        int at = setting.indexOf(" in ");
        var tile = tiles.stream().filter(t -> at > 0 && t.name().equals(setting.substring(0, at))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("setting: there is no tile " + setting));
        return Cut.of(tile, Integer.parseInt(setting.substring(at + 4)), k);
    }

    /** Returns the cheapest ways by the model, the cheapest first. */
    List<String> settings(long m, long n, long k) {
        return cuts(k, 1, 0).sorted(Comparator.comparingDouble(cut -> cycles(cut, m, n, 1))).map(Cut::setting)
                .distinct().limit(MOST_SETTINGS).toList();
    }

    /** Returns the cheapest way by the model. */
    Cut of(long m, long n, long k, long batches) {
        if (chosen.size() > MOST_CHOSEN)
            chosen.clear();
        return chosen.computeIfAbsent(List.of(m, n, k, batches), key -> cheapest(m, n, k, batches));
    }

    private Cut cheapest(long m, long n, long k, long batches) {
        return cuts(k, batches, m * n * batches).min(Comparator.comparingDouble(cut -> cycles(cut, m, n, batches)))
                .orElseThrow();
    }

    /** A batch keeps its matrices whole: its second dimension is where parts would be. */
    private Stream<Cut> cuts(long k, long batches, long elements) {
        int mostParts = batches > 1 || elements > (long) computeUnits * LARGEST_TILE
                ? 1
                : (int) Math.clamp(k / LEAST_STEPS, 1, MOST_PARTS);
        return tiles.stream().flatMap(tile -> IntStream.rangeClosed(1, mostParts)
                .mapToObj(parts -> Cut.of(tile, parts, k)));
    }

    private double cycles(Cut cut, long m, long n, long batches) {
        var tile = cut.tile();
        long groups = Math.ceilDiv(m, tile.rows()) * Math.ceilDiv(n, tile.columns()) * batches * cut.parts();
        double each = Math.ceilDiv(groups, computeUnits);
        // What is read from local memory for each multiply-add: its bandwidth is what smaller pieces run into.
        double reads = 1.0 / tile.pieceRows() + 1.0 / tile.pieceColumns();
        double best = tile.tensor() ? TENSOR_READS : READS;
        double share = Math.min(1, best / reads) * Math.min(1, each * tile.items() / FULL_ITEMS);
        double rate = tile.tensor() ? TENSOR_RATE : RATE;
        double sums = cut.parts() == 1 ? 0 : LAUNCH_CYCLES + 4.0 * m * n * (cut.parts() + 1) / BYTES_PER_CYCLE;
        return each * tile.rows() * tile.columns() * cut.partSteps() / (rate * share) + GROUP_CYCLES + sums;
    }
}
