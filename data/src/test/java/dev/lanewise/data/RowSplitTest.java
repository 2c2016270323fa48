package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.stream.IntStream;

class RowSplitTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, -1, Long.MIN_VALUE, 77})
    void everyClassIsHeldOutByItsShare(long seed) {
        var random = new SplitMix64(seed);
        int classes = 2 + random.nextInt(30);
        int[] classOfRow = IntStream.range(0, 40 + random.nextInt(500)).map(row -> random.nextInt(classes)).toArray();
        double fraction = 0.1 + 0.5 * random.nextDouble();
        RowSplit split = RowSplit.stratified("rows", classOfRow, fraction, seed);

        int[] all = IntStream.concat(Arrays.stream(split.kept()), Arrays.stream(split.heldOut())).sorted().toArray();
        assertArrayEquals(IntStream.range(0, classOfRow.length).toArray(), all);
        assertArrayEquals(Arrays.stream(split.kept()).sorted().toArray(), split.kept());
        for (int c = 0; c < classes; c++) {
            int wanted = c;
            long rows = Arrays.stream(classOfRow).filter(k -> k == wanted).count();
            long held = Arrays.stream(split.heldOut()).filter(row -> classOfRow[row] == wanted).count();
            assertTrue(Math.abs(held - rows * fraction) <= 1.5, c + ": " + held + " of " + rows + " at " + fraction);
            assertTrue(rows == 0 || held < rows, "class " + c + " is not left to train on");
        }
    }

    @Test
    void totalIsTheFractionOfAllRowsEvenWithManySmallClasses() {
        int[] classOfRow = IntStream.range(0, 100).map(row -> row / 2).toArray();
        assertEquals(20, RowSplit.stratified("rows", classOfRow, 0.2, 5).heldOut().length);
        assertEquals(20, RowSplit.random("rows", 100, 0.2, 5).heldOut().length);
    }

    @Test
    void classOfOneRowIsNeverHeldOut() {
        int[] classOfRow = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        for (long seed = 0; seed < 50; seed++) {
            int[] heldOut = RowSplit.stratified("rows", classOfRow, 0.5, seed).heldOut();
            assertFalse(Arrays.stream(heldOut).anyMatch(row -> row == 9));
        }
    }

    @Test
    void seedDecides() {
        int[] first = RowSplit.random("rows", 1000, 0.2, 1).heldOut();
        assertArrayEquals(first, RowSplit.random("rows", 1000, 0.2, 1).heldOut());
        assertFalse(Arrays.equals(first, RowSplit.random("rows", 1000, 0.2, 2).heldOut()));
        // Pinned: a seed must name the same rows in every later version.
        assertArrayEquals(new int[]{0, 1, 9}, RowSplit.random("rows", 10, 0.3, 1).heldOut());
    }

    @Test
    void everyFifthRowFromTheFifth() { assertArrayEquals(new int[]{4, 9}, RowSplit.everyFifth("rows", 12).heldOut()); }

    @Test
    void tooFewRowsAndImpossibleFractionsAreRefused() {
        var tooFew = assertThrows(DataException.class, () -> RowSplit.random("tiny.csv", 1, 0.5, 1));
        assertEquals("tiny.csv: too few rows (1) to hold a part of them out", tooFew.getMessage());
        assertThrows(DataException.class, () -> RowSplit.stratified("tiny.csv", new int[0], 0.5, 1));
        for (double fraction : new double[]{0, 1, -0.1, 2, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> RowSplit.random("rows", 10, fraction, 1));
        }
    }
}
