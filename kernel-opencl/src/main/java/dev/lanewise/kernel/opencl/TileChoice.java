package dev.lanewise.kernel.opencl;

/**
 * Chooses the tile of a product and the parts that its k is cut into: the cheapest by a simple model of the device, in
 * clock cycles of a multiprocessor.
 */
final class TileChoice {
    /** Multiply-adds of a multiprocessor in a cycle: NVIDIA's and AMD's have 128 or 64 lanes. */
    private static final double RATE = 128;
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

    private final int computeUnits;
    private final long largestGroup;

    TileChoice(OpenClDevice device) {
        computeUnits = device.computeUnits();
        largestGroup = device.largestGroup();
    }

    /**
     * A way to compute a product.
     *
     * @param parts number of parts of k
     * @param partSteps steps of all parts but the last, which may have fewer
     */
    record Cut(GemmTile tile, int parts, long partSteps) {}

    Cut of(long m, long n, long k, long batches) {
        Cut best = null;
        double least = Double.POSITIVE_INFINITY;
        for (var tile : GemmTile.ALL) {
            if (tile.items() > largestGroup)
                continue;
            long groups = Math.ceilDiv(m, tile.rows()) * Math.ceilDiv(n, tile.columns()) * batches;
            for (int parts = 1; parts <= mostParts(k, batches, groups); parts++) {
                // Whole depths, so that a part's first elements are aligned as the factor's are.
                long steps = Math.max(Math.ceilDiv(Math.ceilDiv(k, parts), tile.depth()) * tile.depth(), 1);
                if (parts > 1 && steps * (parts - 1) >= k)
                    continue;
                double cycles = cycles(tile, groups * parts, steps) + (parts == 1 ? 0 : sumCycles(m, n, parts));
                if (cycles < least) {
                    least = cycles;
                    best = new Cut(tile, parts, steps);
                }
            }
        }
        return best;
    }

    /** A batch keeps its matrices whole: its second dimension is where parts would be. */
    private int mostParts(long k, long batches, long groups) {
        return batches > 1 || groups >= computeUnits ? 1 : (int) Math.clamp(k / LEAST_STEPS, 1, MOST_PARTS);
    }

    private double cycles(GemmTile tile, long groups, long steps) {
        double each = Math.ceilDiv(groups, computeUnits);
        // What is read from local memory for each multiply-add: its bandwidth is what smaller pieces run into.
        double reads = 1.0 / tile.itemRows() + 1.0 / tile.itemColumns();
        double share = Math.min(1, 0.25 / reads) * Math.min(1, each * tile.items() / FULL_ITEMS);
        return each * tile.rows() * tile.columns() * steps / (RATE * share) + GROUP_CYCLES;
    }

    private static double sumCycles(long m, long n, int parts) {
        return LAUNCH_CYCLES + (double) Float.BYTES * m * n * (parts + 1) / BYTES_PER_CYCLE;
    }
}
