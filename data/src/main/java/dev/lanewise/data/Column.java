package dev.lanewise.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One column of a table: numbers, or text when at least one cell is not a number. A cell may be missing. Numbers that
 * stand in a text column are kept in one spelling (2, not 2.0 or 02), so that a category reads the same whether the
 * rest of its column is text or not.
 */
public final class Column {
    /** Above this a double no longer holds every integer, so a number is written with its exponent. */
    private static final double EXACT_INTEGERS = 1e15;

    private final String name;
    private final double[] numbers;
    private final String[] texts;

    private Column(String name, double[] numbers, String[] texts) {
        this.name = name;
        this.numbers = numbers;
        this.texts = texts;
    }

    /** A column of numbers; NaN stands for a missing cell. The array is taken over, not copied. */
    public static Column ofNumbers(String name, double[] values) {
        return new Column(name, values, null);
    }

    /** A column of text; null stands for a missing cell. The array is taken over, not copied. */
    public static Column ofTexts(String name, String[] values) {
        return new Column(name, null, values);
    }

    public String name() { return name; }

    public int rows() { return numeric() ? numbers.length : texts.length; }

    /** Whether every cell that is there is a number. */
    public boolean numeric() { return numbers != null; }

    public boolean missing(int row) { return numeric() ? Double.isNaN(numbers[row]) : texts[row] == null; }

    /** The cell of a numeric column; NaN when missing. */
    public double number(int row) {
        if (!numeric()) {
            throw new IllegalStateException("column " + name + " is text");
        }
        return numbers[row];
    }

    /** The cell as text, a number in its one spelling; null when missing. */
    public String text(int row) {
        if (!numeric()) {
            return texts[row];
        }
        return missing(row) ? null : spelling(numbers[row]);
    }

    Column select(int[] rows) {
        return numeric()
                ? ofNumbers(name, Arrays.stream(rows).mapToDouble(row -> numbers[row]).toArray())
                : ofTexts(name, Arrays.stream(rows).mapToObj(row -> texts[row]).toArray(String[]::new));
    }

    /** The one spelling of a number as a category or class name: {@code 3}, {@code 0.5}. */
    public static String spelling(double number) {
        return number == Math.rint(number) && Math.abs(number) < EXACT_INTEGERS
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /**
     * Whether a cell is written as a decimal number. Stricter than {@link Double#parseDouble}, which also takes
     * {@code 1f} and hexadecimal; {@code NaN} and {@code Infinity} are not decimal numbers.
     */
    public static boolean isNumber(String cell) {
        boolean digit = false;
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (c >= '0' && c <= '9') {
                digit = true;
            } else if ("+-.eE".indexOf(c) < 0) {
                return false;
            }
        }
        if (!digit) {
            return false;
        }
        try {
            Double.parseDouble(cell);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Whether a cell spells a value that is no finite number: nan, inf or infinity, signed or not, in any case. */
    public static boolean isNotFinite(String cell) {
        String word = cell.toLowerCase(Locale.ROOT);
        if (word.startsWith("+") || word.startsWith("-")) {
            word = word.substring(1);
        }
        return List.of("nan", "inf", "infinity").contains(word);
    }
}
