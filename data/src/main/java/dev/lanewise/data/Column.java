package dev.lanewise.data;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One column of a table: numbers, or text when at least one cell is not a number. A cell may be missing. Whether a
 * column is numbers is decided once, for all its cells; each cell keeps what the file wrote as well.
 *
 * <p>As a category or a class a cell is known by its {@link #text}: decimal numbers in plain digits by their value, so
 * that 1, 1.0 and -0.0 and 0 are one each; everything else as it is written, so that 01, 1 and 1E0 are three.
 */
public final class Column {
    /** Above this a double no longer holds every integer, so a number is written with its exponent. */
    private static final double EXACT_INTEGERS = 1e15;

    /** A double holds every number of so many digits, and gives them back. */
    public static final int EXACT_DIGITS = 15;

    private static final double[] POWERS_OF_TEN = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
            1e13, 1e14, 1e15};

    /** Cells that spell a value that is no finite number, without their sign. */
    private static final Set<String> NOT_FINITE = Set.of("nan", "inf", "infinity");

    private final String name;
    /** Cells of a column of more different numbers than words are kept of; otherwise null. */
    private final double[] numbers;
    /** The word of each row, an index into words; null where numbers are held. */
    private final int[] codes;
    private final Words words;
    private final String doubt;
    /** Where a cell of {@link #numbers} is whose value does not tell what it is called; null where there is none. */
    private final String special;

    /**
     * The different cells of a column, each once.
     *
     * @param written as the file wrote them
     * @param missing whether the word stands for a missing value
     * @param numbers their values where the column is numbers; null where it is text
     */
    public record Words(String[] written, boolean[] missing, double[] numbers) {}

    private Column(String name, double[] numbers, int[] codes, Words words, String doubt, String special) {
        this.name = name;
        this.numbers = numbers;
        this.codes = codes;
        this.words = words;
        this.doubt = doubt;
        this.special = special;
    }

    /** A column of numbers; NaN stands for a missing cell. The array is taken over, not copied. */
    public static Column ofNumbers(String name, double[] values) {
        return ofNumbers(name, values, null);
    }

    /**
     * A column of numbers; NaN stands for a missing cell. The array is taken over, not copied.
     *
     * @param special the place and the text of a cell that was not written in plain digits, as messages begin; with one
     *                the column cannot be classes. Null where there is none.
     */
    public static Column ofNumbers(String name, double[] values, String special) {
        return new Column(name, values, null, null, null, special);
    }

    /** A column of text; null stands for a missing cell. */
    public static Column ofTexts(String name, String[] values) {
        Map<String, Integer> index = new HashMap<>();
        var written = new ArrayList<String>();
        int[] codes = new int[values.length];
        for (int row = 0; row < codes.length; row++) {
            String value = values[row];
            Integer code = index.get(value);
            if (code == null) {
                code = written.size();
                index.put(value, code);
                written.add(value == null ? "" : value);
            }
            codes[row] = code;
        }
        var missing = new boolean[written.size()];
        if (index.containsKey(null)) {
            missing[index.get(null)] = true;
        }
        return ofWords(name, codes, new Words(written.toArray(String[]::new), missing, null), null);
    }

    /**
     * A column of words. The arrays are taken over, not copied.
     *
     * @param codes   word of each row
     * @param doubt   what {@link #doubt} returns
     */
    public static Column ofWords(String name, int[] codes, Words words, String doubt) {
        return new Column(name, null, codes, words, doubt, null);
    }

    public String name() { return name; }

    public int rows() { return codes == null ? numbers.length : codes.length; }

    /** Whether every cell that is there is a number. */
    public boolean numeric() {
        return codes == null || words.numbers != null;
    }

    public boolean missing(int row) {
        return codes == null ? Double.isNaN(numbers[row]) : words.missing[codes[row]];
    }

    /** The cell of a numeric column; NaN when missing. */
    public double number(int row) {
        if (!numeric()) {
            throw new IllegalStateException("column " + name + " is text");
        }
        return codes == null ? numbers[row] : words.numbers[codes[row]];
    }

    /**
     * What the cell is called as a category or a class; null when missing.
     *
     * @throws DataException if the column holds so many different numbers that their spellings were not kept, and not
     *                       all are plain
     */
    public String text(int row) {
        if (missing(row)) {
            return null;
        }
        if (special != null) {
            throw new DataException(special + ", which is not in plain digits, among too many different numbers to be "
                    + "classes or categories");
        }
        return codes == null ? plain(numbers[row]) : canonical(words.written[codes[row]]);
    }

    /** The cell as the file wrote it, also a missing one; a number of very many by its value. */
    public String written(int row) {
        if (codes != null) {
            return words.written[codes[row]];
        }
        return missing(row) ? "" : plain(numbers[row]);
    }

    /**
     * Why a column that is text may have been meant as numbers, or its numbers as others: the line and cell that are in
     * the way, and how to read it otherwise. Null where there is no such doubt; a column in doubt is not to be used
     * before it is settled.
     */
    public String doubt() {
        return doubt;
    }

    /** The same column in doubt. */
    public Column withDoubt(String why) {
        return new Column(name, numbers, codes, words, why, special);
    }

    Column select(int[] rows) {
        return codes == null
                ? new Column(name, Arrays.stream(rows).mapToDouble(row -> numbers[row]).toArray(), null, null, doubt,
                        special)
                : ofWords(name, Arrays.stream(rows).map(row -> codes[row]).toArray(), words, doubt);
    }

    /**
     * The one text of all plain decimal numbers of that value: digits, perhaps a point and digits, perhaps a minus in
     * front; no zero in front of another digit, no exponent. Anything else is its own.
     */
    public static String canonical(String cell) {
        int start = cell.startsWith("-") ? 1 : 0;
        int point = cell.indexOf('.', start);
        int end = point < 0 ? cell.length() : point;
        if (!digits(cell, start, end) || point >= 0 && !digits(cell, point + 1, cell.length())
                || cell.length() - start - (point < 0 ? 0 : 1) == 0 || end - start > 1 && cell.charAt(start) == '0') {
            return cell;
        }
        String whole = end == start ? "0" : cell.substring(start, end);
        int last = cell.length();
        while (point >= 0 && cell.charAt(last - 1) == '0') {
            last--;
        }
        String value = point < 0 || last == point + 1 ? whole : whole + cell.substring(point, last);
        return start == 0 || value.equals("0") ? value : "-" + value;
    }

    private static boolean digits(String cell, int from, int to) {
        for (int i = from; i < to; i++) {
            if (cell.charAt(i) < '0' || cell.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** A number in plain digits, as {@link #canonical} writes it. */
    public static String plain(double number) {
        return number == 0 ? "0" : new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /** How versions before 2 of the preparation's text wrote every number: {@code 3}, {@code 0.5}, {@code 1.0E-5}. */
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
        return !Double.isNaN(parse(cell));
    }

    /** The value of a cell that {@link #isNumber}, infinite where it is too large; NaN for any other. */
    public static double parse(String cell) {
        int length = cell.length();
        boolean negative = length > 0 && cell.charAt(0) == '-';
        long digits = 0;
        int count = 0;
        int point = -1;
        for (int i = negative ? 1 : 0; i < length; i++) {
            char c = cell.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + c - '0';
                count++;
            } else if (c == '.' && point < 0) {
                point = i;
            } else {
                return parseAny(cell);
            }
        }
        if (count == 0 || count > EXACT_DIGITS) {
            return parseAny(cell);
        }
        // Both are exact, so that the quotient is rounded once, as the text's value is.
        double value = point < 0 ? digits : digits / POWERS_OF_TEN[length - 1 - point];
        return negative ? -value : value;
    }

    private static double parseAny(String cell) {
        boolean digit = false;
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (c >= '0' && c <= '9') {
                digit = true;
            } else if ("+-.eE".indexOf(c) < 0) {
                return Double.NaN;
            }
        }
        if (!digit) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Whether a cell spells a value that is no finite number: nan, inf or infinity, signed or not, in any case. */
    public static boolean isNotFinite(String cell) {
        int sign = cell.startsWith("+") || cell.startsWith("-") ? 1 : 0;
        // Most cells that are asked about are numbers.
        return cell.length() > sign && Character.isLetter(cell.charAt(sign))
                && NOT_FINITE.contains(cell.substring(sign).toLowerCase(Locale.ROOT));
    }
}
