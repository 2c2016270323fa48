package dev.lanewise.data.io;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Collects the cells of one column. It holds numbers until the first cell that is not one, then text: a column of
 * numbers, the common case, never costs more than eight bytes a cell.
 */
final class ColumnBuilder {
    private final String name;
    private double[] numbers = new double[64];
    private String[] texts;
    private int rows;

    /** Text cells repeat; each distinct one is kept once. */
    private final Map<String, String> distinct = new HashMap<>();

    /** Cells that spell NaN or an infinity, by row: an error in a column of numbers, a word like any other in text. */
    private final Map<Integer, String> notFinite = new HashMap<>();
    private long firstNotFiniteLine;

    ColumnBuilder(String name) { this.name = name; }

    /** @param cell text of the cell, null when missing */
    void add(String cell, long line) {
        if (texts == null && cell != null) {
            addNumber(cell, line);
        } else if (texts == null) {
            put(Double.NaN);
        } else {
            put(cell);
        }
    }

    private void addNumber(String cell, long line) {
        double number = Column.isNumber(cell) ? Double.parseDouble(cell) : Double.NaN;
        if (Double.isFinite(number)) {
            put(number);
        } else if (Column.isNumber(cell) || Column.isNotFinite(cell)) {
            firstNotFiniteLine = notFinite.isEmpty() ? line : firstNotFiniteLine;
            notFinite.put(rows, cell);
            put(Double.NaN);
        } else {
            turnIntoText();
            put(cell);
        }
    }

    private void turnIntoText() {
        Column soFar = Column.ofNumbers(name, numbers);
        texts = new String[numbers.length];
        for (int row = 0; row < rows; row++) {
            texts[row] = notFinite.getOrDefault(row, soFar.text(row));
        }
        numbers = null;
    }

    private void put(double number) {
        numbers = rows < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * rows);
        numbers[rows++] = number;
    }

    private void put(String cell) {
        texts = rows < texts.length ? texts : Arrays.copyOf(texts, 2 * rows);
        texts[rows++] = cell == null ? null : distinct.computeIfAbsent(cell, ColumnBuilder::spelling);
    }

    private static String spelling(String cell) {
        double number = Column.isNumber(cell) ? Double.parseDouble(cell) : Double.NaN;
        return Double.isFinite(number) ? Column.spelling(number) : cell;
    }

    Column build(String file) {
        if (texts != null) {
            return Column.ofTexts(name, Arrays.copyOf(texts, rows));
        }
        if (!notFinite.isEmpty()) {
            String cell = notFinite.entrySet().stream().min(Map.Entry.comparingByKey()).orElseThrow().getValue();
            throw new DataException(file + " line " + firstNotFiniteLine + ": column " + DataException.quoted(name)
                    + " holds " + DataException.quoted(cell)
                    + ", expected finite numbers (a missing value is an empty cell)");
        }
        return Column.ofNumbers(name, Arrays.copyOf(numbers, rows));
    }
}
