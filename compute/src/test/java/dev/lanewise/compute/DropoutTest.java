package dev.lanewise.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/** The hash behind the dropout mask: fair, and independent from element to element, row to row, step to step. */
class DropoutTest {
    private static final int COUNT = 1 << 16;

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.2, 0.5, 0.9})
    void theShareOfKeptElementsIsThatOfIndependentDraws(double rate) {
        var dropout = new Dropout(rate, 42, 3);
        for (int row = 0; row < 16; row++) {
            int key = dropout.rowKey(7, row);
            assertShare(1 - rate, column -> Dropout.keeps(key, column, dropout.threshold()));
        }
        assertShare(1 - rate, row -> Dropout.keeps(dropout.rowKey(7, row), 0, dropout.threshold()));
        assertShare(1 - rate, step -> Dropout.keeps(dropout.rowKey(step, 5), 9, dropout.threshold()));
    }

    /** Two neighbours agree as often as two independent draws. */
    @Test
    void neighboursAreIndependent() {
        double rate = 0.3;
        double agree = (1 - rate) * (1 - rate) + rate * rate;
        var dropout = new Dropout(rate, 42, 3);
        var otherLayer = new Dropout(rate, 42, 4);
        var otherSeed = new Dropout(rate, 43, 3);
        int threshold = dropout.threshold();
        int key = dropout.rowKey(1, 1);
        int[] others = {dropout.rowKey(1, 2), dropout.rowKey(2, 1), dropout.rowKey(1, 1 + (1L << 32)),
                dropout.rowKey(1 + (1L << 32), 1), otherLayer.rowKey(1, 1), otherSeed.rowKey(1, 1),
                new Dropout(rate, 42 + (1L << 32), 3).rowKey(1, 1)};
        for (int other : others)
            assertShare(agree,
                    column -> Dropout.keeps(key, column, threshold) == Dropout.keeps(other, column, threshold));
        assertShare(agree,
                column -> Dropout.keeps(key, column, threshold) == Dropout.keeps(key, column + 1, threshold));
    }

    @Test
    void keysDifferInEveryPart() {
        var dropout = new Dropout(0.5, 1, 1);
        int key = dropout.rowKey(1, 1);
        assertEquals(key, new Dropout(0.1, 1, 1).rowKey(1, 1));
        assertNotEquals(key, new Dropout(0.5, 2, 1).rowKey(1, 1));
        assertNotEquals(key, new Dropout(0.5, 1, 2).rowKey(1, 1));
        assertNotEquals(key, dropout.rowKey(2, 1));
        assertNotEquals(key, dropout.rowKey(1, 2));
    }

    /** A bijection: no two of many inputs collide. */
    @Test
    void mixLosesNothing() {
        var values = new int[1 << 20];
        for (int i = 0; i < values.length; i++)
            values[i] = Dropout.mix(i * 4097);
        Arrays.sort(values);
        for (int i = 1; i < values.length; i++)
            assertNotEquals(values[i - 1], values[i]);
    }

    /** Each input bit moves each output bit in half of all cases. */
    @Test
    void everyBitMovesEveryBit() {
        var random = new SplittableRandom(5);
        var flips = new int[32][32];
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            int x = random.nextInt();
            int y = Dropout.mix(x);
            for (int in = 0; in < 32; in++) {
                int changed = Dropout.mix(x ^ 1 << in) ^ y;
                for (int out = 0; out < 32; out++)
                    flips[in][out] += changed >>> out & 1;
            }
        }
        for (var row : flips)
            for (int count : row)
                // Six standard deviations of a fair coin, and one percent that two rounds are known to be off.
                assertEquals(0.5, (double) count / rounds, 6 * Math.sqrt(0.25 / rounds) + 0.01);
    }

    @Test
    void ratesAreChecked() {
        for (double rate : new double[]{-0.1, 1, 1.5, Double.NaN}) {
            var error = assertThrows(IllegalArgumentException.class, () -> new Dropout(rate, 1, 1));
            assertTrue(error.getMessage().contains("rate: must be in [0, 1), got " + rate), error.getMessage());
        }
    }

    @Test
    void rateZeroKeepsEverything() {
        var dropout = new Dropout(0, 1, 1);
        assertEquals(1, dropout.scale());
        for (int column = 0; column < COUNT; column++)
            assertTrue(Dropout.keeps(column, column, dropout.threshold()));
    }

    /** Within five standard deviations of a binomial distribution. */
    private static void assertShare(double expected, IntPredicate hit) {
        int hits = 0;
        for (int i = 0; i < COUNT; i++)
            if (hit.test(i))
                hits++;
        assertEquals(expected, (double) hits / COUNT, 5 * Math.sqrt(expected * (1 - expected) / COUNT));
    }
}
