package dev.lanewise.nn.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.stream.IntStream;

class SplitMix64Test {
    /** The values that independent implementations of the published algorithm give for this seed. */
    @Test
    void theStreamIsThePublishedOne() {
        var random = new SplitMix64(1234567);
        assertEquals(6457827717110365317L, random.nextLong());
        assertEquals(3203168211198807973L, random.nextLong());
        assertEquals(Long.parseUnsignedLong("9817491932198370423"), random.nextLong());
        assertEquals(4593380528125082431L, random.nextLong());
    }

    @Test
    void streamsDiffer() {
        assertNotEquals(new SplitMix64(1, 0).nextLong(), new SplitMix64(1, 1).nextLong());
        assertNotEquals(new SplitMix64(1, 0).nextLong(), new SplitMix64(2, 0).nextLong());
    }

    @Test
    void integersAreSpreadEvenlyOverTheirRange() {
        var random = new SplitMix64(1);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[random.nextInt(7)]++;
        }
        // Each count is binomial with deviation 93; five of them are passed once in two million counts.
        assertTrue(Arrays.stream(counts).allMatch(count -> Math.abs(count - 10_000) < 465), Arrays.toString(counts));
        assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
    }

    @Test
    void gaussiansHaveMeanZeroAndVarianceOne() {
        var random = new SplitMix64(2);
        double sum = 0;
        double squares = 0;
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            double value = random.nextGaussian();
            sum += value;
            squares += value * value;
        }
        // Five standard errors: 1 / sqrt(n) for the mean, sqrt(2 / n) for the variance.
        assertEquals(0, sum / n, 5 / Math.sqrt(n));
        assertEquals(1, squares / n, 5 * Math.sqrt(2.0 / n));
    }

    @Test
    void shuffleKeepsTheValuesAndChangesTheirOrder() {
        int[] sorted = IntStream.range(0, 50).toArray();
        int[] shuffled = sorted.clone();
        new SplitMix64(3).shuffle(shuffled);
        assertNotEquals(Arrays.toString(sorted), Arrays.toString(shuffled));
        Arrays.sort(shuffled);
        assertArrayEquals(sorted, shuffled);
    }
}
