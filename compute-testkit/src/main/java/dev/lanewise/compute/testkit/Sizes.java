package dev.lanewise.compute.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The shapes that are tested: around the lane counts of 128 to 512 bits, around register tiles and cache blocks,
 * primes, powers of two, 1 and 0. With {@code -Dlanewise.conformance=quick} a third of the products and fewer layouts,
 * for vector widths that this machine can only pretend to have; with {@code small} only small shapes, for a run under a
 * checking interpreter that is a thousand times slower.
 */
final class Sizes {
    private enum Extent {
        FULL, QUICK, SMALL
    }

    private static final Extent EXTENT = Extent
            .valueOf(System.getProperty("lanewise.conformance", "full").toUpperCase(Locale.ROOT));

    /** From one to as many threads are compared. */
    static final int MOST_THREADS = EXTENT == Extent.QUICK ? 2 : 3;

    /** Whether all is asked for. */
    static final boolean FULL = EXTENT == Extent.FULL;

    /** Whether only small shapes are asked for. */
    static final boolean SMALL = EXTENT == Extent.SMALL;

    private static final int[] AROUND_LANES = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 129};
    private static final int[] AROUND_TILES = {1, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 24, 31, 32, 33, 47, 48, 49,
            63, 64, 65, 95, 96, 97};

    private Sizes() {}

    /** Matrices of rows x cols, from empty to large enough for threads. */
    static List<long[]> matrices() {
        var shapes = new ArrayList<long[]>();
        if (SMALL) {
            for (int cols : new int[]{1, 5, 17})
                shapes.add(new long[]{2, cols});
            shapes.add(new long[]{0, 3});
            shapes.add(new long[]{3, 0});
            return shapes;
        }
        for (int cols : AROUND_LANES)
            shapes.add(new long[]{3, cols});
        for (int rows : new int[]{0, 1, 7, 16, 33})
            shapes.add(new long[]{rows, 13});
        shapes.addAll(List.of(new long[]{128, 1}, new long[]{64, 64}, new long[]{37, 53}, new long[]{1, 4099}));
        shapes.add(LARGE_MATRIX);
        return shapes;
    }

    /** Over a hundred thousand elements, no power of two: split among threads by every backend that has some. */
    static final long[] LARGE_MATRIX = {1031, 131};

    /** Products m x k x n. */
    static Stream<int[]> gemms() {
        var shapes = new ArrayList<int[]>();
        int[] edges = switch (EXTENT) {
            case FULL -> new int[]{1, 3, 8, 17};
            case QUICK -> new int[]{1, 8, 17};
            case SMALL -> new int[]{1, 5};
        };
        for (int m : edges)
            for (int k : edges)
                for (int n : edges)
                    shapes.add(new int[]{m, k, n});
        shapes.addAll(List.of(new int[]{0, 3, 4}, new int[]{3, 0, 4}, new int[]{3, 4, 0}, new int[]{0, 0, 0}));
        if (SMALL) {
            shapes.add(new int[]{17, 9, 19});
            return shapes.stream();
        }
        // Every triple of tile edges would be 17,576 products; a fresh hundred of them for each seed finds the same
        // faults.
        var random = new SplittableRandom(Trial.SEED);
        for (int i = 0; i < (FULL ? 100 : 10); i++)
            shapes.add(new int[]{pick(random, AROUND_TILES), pick(random, AROUND_TILES), pick(random, AROUND_TILES)});
        // Deeper than a cache block; vectors; powers of two, whose rows fall on the same cache sets.
        shapes.addAll(List.of(new int[]{5, 385, 7}, new int[]{13, 769, 33}, new int[]{1, 1000, 1},
                new int[]{1, 300, 257}, new int[]{1, 601, 523}, new int[]{257, 300, 1}, new int[]{64, 1024, 16},
                new int[]{128, 128, 128}, new int[]{129, 67, 130}, new int[]{31, 33, 521}, new int[]{523, 17, 29}));
        // A layer of MNIST: more multiplications than all others together.
        if (FULL)
            shapes.add(new int[]{256, 784, 100});
        // Many rows of few products each.
        shapes.addAll(List.of(new int[]{3500, 1, 5}, new int[]{523, 2, 48}, new int[]{1031, 3, 5}, new int[]{18, 3, 1},
                new int[]{600, 4, 15}, new int[]{512, 4, 4},
                new int[]{1061, 2, 3}, new int[]{515, 4, 64}, new int[]{2063, 5, 31}));
        return shapes.stream();
    }

    /** Few rows and more columns than a backend would do at a time, of a small product and of one that is not. */
    static Stream<int[]> flatGemms() {
        return SMALL ? Stream.of() : Stream.of(new int[]{8, 16, 4096}, new int[]{13, 40, 4099});
    }

    /** Products deeper than a backend would pack at a time, with many columns of B and with many rows of A. */
    static Stream<int[]> deepGemms() {
        return SMALL ? Stream.of() : Stream.of(new int[]{2, 4231, 997}, new int[]{259, 4231, 33});
    }

    /** Returns sizes as {@code 3x4}. */
    static String text(long... shape) {
        return String.join("x", Arrays.stream(shape).mapToObj(String::valueOf).toList());
    }

    private static int pick(SplittableRandom random, int[] from) { return from[random.nextInt(from.length)]; }
}
