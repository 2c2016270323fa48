package dev.lanewise.data;

import dev.lanewise.nn.internal.SplitMix64;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Row numbers divided into a kept and a held-out part, each in ascending order. The same rows, fraction and seed give
 * the same parts on every platform ({@link SplitMix64}).
 */
public final class RowSplit {
    private final int[] kept;
    private final int[] heldOut;

    private RowSplit(String name, boolean[] out) {
        kept = IntStream.range(0, out.length).filter(row -> !out[row]).toArray();
        heldOut = IntStream.range(0, out.length).filter(row -> out[row]).toArray();
        if (kept.length == 0 || heldOut.length == 0) {
            throw new DataException(name + ": too few rows (" + out.length + ") to hold a part of them out");
        }
    }

    /**
     * Holds out the fraction of all rows, at random.
     *
     * @param name the data, as messages name it
     * @throws DataException if one of the parts would be empty
     */
    public static RowSplit random(String name, int rows, double fraction, long seed) {
        return stratified(name, new int[rows], fraction, seed);
    }

    /**
     * Holds out the fraction of each class, at random. The total is the fraction of all rows rounded to the nearest
     * row, and each class is within one row of its share, except that a class always keeps at least one row: a class
     * of a single row is never held out, for a model that was not shown a class cannot be tested on it.
     *
     * @param name       the data, as messages name it
     * @param classOfRow class of each row, from 0
     * @throws DataException if one of the parts would be empty
     */
    public static RowSplit stratified(String name, int[] classOfRow, double fraction, long seed) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("fraction is " + fraction + ", needs to be between 0 and 1");
        }
        var random = new SplitMix64(seed);
        boolean[] out = new boolean[classOfRow.length];
        int classes = Arrays.stream(classOfRow).max().orElse(-1) + 1;
        int[][] rowsOfClass = rowsOfClass(classOfRow, classes);
        int seen = 0;
        int held = 0;
        for (int[] rows : rowsOfClass) {
            random.shuffle(rows);
            seen += rows.length;
            // Rounding the running total, not each class, keeps many small classes from all rounding to zero.
            long due = Math.round(seen * fraction) - held;
            int count = Math.clamp(due, 0, Math.max(0, rows.length - 1));
            for (int i = 0; i < count; i++) {
                out[rows[i]] = true;
            }
            held += count;
        }
        return new RowSplit(name, out);
    }

    /** Holds out row i when i % 5 == 4, the fixed split that published baselines of small tables use. */
    public static RowSplit everyFifth(String name, int rows) {
        boolean[] out = new boolean[rows];
        for (int row = 4; row < rows; row += 5) {
            out[row] = true;
        }
        return new RowSplit(name, out);
    }

    /** The rows that stay, ascending. */
    public int[] kept() { return kept.clone(); }

    /** The rows held out, ascending. */
    public int[] heldOut() { return heldOut.clone(); }

    private static int[][] rowsOfClass(int[] classOfRow, int classes) {
        int[] counts = new int[classes];
        for (int c : classOfRow) {
            counts[c]++;
        }
        int[][] rows = new int[classes][];
        for (int c = 0; c < classes; c++) {
            rows[c] = new int[counts[c]];
        }
        int[] next = new int[classes];
        for (int row = 0; row < classOfRow.length; row++) {
            int c = classOfRow[row];
            rows[c][next[c]++] = row;
        }
        return rows;
    }
}
