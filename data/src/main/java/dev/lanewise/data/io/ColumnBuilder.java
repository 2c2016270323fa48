package dev.lanewise.data.io;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the cells of one column: each different one once, and for each row which it is. When there are more than
 * {@link #MOST_WORDS} and all are numbers, the column is a quantity, and from then on holds eight bytes a cell.
 */
final class ColumnBuilder {
    /** Enough for the names of any classes that are numbers; few enough to cost a table of many columns little. */
    static final int MOST_WORDS = 4096;

    /** A double holds every number of so many digits, and gives them back. */
    private static final int EXACT_DIGITS = 15;

    /** The number of a word and what was seen of it. */
    private static final class Word {
        private final int code;
        private final long firstLine;
        private final boolean missing;
        private long cells;

        Word(int code, long firstLine, boolean missing) {
            this.code = code;
            this.firstLine = firstLine;
            this.missing = missing;
        }
    }

    private final String name;
    private final CsvOptions options;
    private final Set<String> missing;
    private final boolean commas;
    private Map<String, Word> words = new LinkedHashMap<>();
    private int[] codes = new int[64];
    private int rows;
    private long firstRow;
    private boolean mayBeQuantity = true;
    private String description = "";
    private boolean decimalCommas;
    private boolean points;

    /** From here on a quantity's. */
    private double[] numbers;
    private Notation notation;
    private boolean plain = true;
    private final Map<String, Long> missingNumbers = new HashMap<>();

    /**
     * @param missing words that stand for a missing value
     * @param commas  whether cells are separated by commas, so that a comma in a number is not likely its decimal sign
     */
    ColumnBuilder(String name, CsvOptions options, Set<String> missing, boolean commas) {
        this.name = name;
        this.options = options;
        this.missing = missing;
        this.commas = commas;
    }

    String name() { return name; }

    /** @param cell text of the cell, without blanks around it */
    void add(String cell, long line) {
        firstRow = rows == 0 ? line : firstRow;
        if (numbers == null) {
            addWord(cell, line);
        } else {
            addNumber(cell, line);
        }
    }

    private void addWord(String cell, long line) {
        Word word = words.get(cell);
        if (word == null) {
            word = new Word(words.size(), line, missing.contains(cell));
            words.put(cell, word);
        }
        word.cells++;
        codes = rows < codes.length ? codes : Arrays.copyOf(codes, 2 * rows);
        codes[rows++] = word.code;
        if (mayBeQuantity && words.size() > MOST_WORDS) {
            turnIntoNumbers();
        }
    }

    private void turnIntoNumbers() {
        mayBeQuantity = false;
        Notation.Agreement agreement = Notation.of(numberWords(), options.decimal());
        if (agreement.notation() == null || agreement.other() != null || !notFiniteWords().isEmpty()) {
            return;
        }
        settle(agreement.notation());
        missingNumbers.putAll(missingCells());
        double[] values = values();
        numbers = new double[codes.length];
        for (int row = 0; row < rows; row++) {
            numbers[row] = values[codes[row]];
        }
        plain = numberWords().stream().allMatch(ColumnBuilder::isPlain);
        codes = null;
        words = null;
    }

    private void settle(Notation agreed) {
        notation = agreed;
        description = notation.description(numberWords());
        decimalCommas = notation.hasDecimalCommas(numberWords());
        points = notation.isPlain() && numberWords().stream().allMatch(Notation::isWholeOrGrouped);
    }

    private void addNumber(String cell, long line) {
        double number = notation.parse(cell);
        if (missing.contains(cell)) {
            missingNumbers.merge(cell, 1L, Long::sum);
            number = Double.NaN;
        } else if (!Double.isFinite(number)) {
            turnIntoWords();
            addWord(cell, line);
            return;
        }
        plain = plain && (Double.isNaN(number) || isPlain(cell));
        points = points && (Double.isNaN(number) || Notation.isWholeOrGrouped(cell));
        numbers = rows < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * rows);
        numbers[rows++] = number;
    }

    /** The numbers so far in plain digits: how they were written is no longer known. */
    private void turnIntoWords() {
        double[] soFar = numbers;
        int count = rows;
        numbers = null;
        rows = 0;
        words = new LinkedHashMap<>();
        codes = new int[soFar.length];
        for (int row = 0; row < count; row++) {
            addWord(Double.isNaN(soFar[row]) ? "" : Column.plain(soFar[row]), 0);
        }
    }

    /** Whether a number is written as its value is in plain digits. */
    private static boolean isPlain(String number) {
        return number.length() <= EXACT_DIGITS && number.indexOf('e') < 0 && number.indexOf('E') < 0
                && number.charAt(0) != '+' && Column.canonical(number).equals(number) && Column.isNumber(number);
    }

    /** Different cells that are neither missing nor NaN or infinite. */
    private List<String> numberWords() {
        return presentWords().stream().filter(word -> !isNotFinite(word)).toList();
    }

    private List<String> notFiniteWords() {
        return presentWords().stream().filter(ColumnBuilder::isNotFinite).toList();
    }

    private static boolean isNotFinite(String cell) {
        return Column.isNotFinite(cell) || Double.isInfinite(Column.parse(cell));
    }

    /** The number of each word. */
    private double[] values() {
        double[] values = new double[words.size()];
        words.forEach((cell, word) -> values[word.code] = word.missing ? Double.NaN : notation.parse(cell));
        return values;
    }

    /**
     * The column, numbers where all its cells agree on how they are written.
     *
     * @throws DataException if it is numbers but for NaN and infinities
     */
    Column build(String file) {
        if (numbers != null) {
            return Column.ofNumbers(name, Arrays.copyOf(numbers, rows), plain);
        }
        Notation.Agreement agreement = Notation.of(numberWords(), options.decimal());
        notation = agreement.notation();
        if (notation != null && !notFiniteWords().isEmpty()) {
            String cell = notFiniteWords().getFirst();
            throw new DataException(file + " line " + words.get(cell).firstLine + ": column "
                    + DataException.quoted(name) + " holds " + DataException.quoted(cell)
                    + ", expected finite numbers (a missing value is an empty cell)");
        }
        // Between commas, a comma in a number groups thousands: a decimal comma would need another delimiter.
        if (agreement.other() != null && !commas) {
            return column(null, new Doubt(file, this).ofTwoReadings(agreement, numberWords()));
        }
        if (notation == null) {
            return column(null, new Doubt(file, this).ofText());
        }
        settle(notation);
        return column(values(), null);
    }

    private Column column(double[] values, String doubt) {
        String[] written = words.keySet().toArray(String[]::new);
        var isMissing = new boolean[written.length];
        for (int code = 0; code < written.length; code++) {
            isMissing[code] = missing.contains(written[code]);
        }
        return Column.ofWords(name, Arrays.copyOf(codes, rows), new Column.Words(written, isMissing, values), doubt);
    }

    /** How many cells are missing, by the word that says so. */
    Map<String, Long> missingCells() {
        if (numbers != null) {
            return missingNumbers;
        }
        var cells = new HashMap<String, Long>();
        words.forEach((cell, word) -> {
            if (word.missing) {
                cells.put(cell, word.cells);
            }
        });
        return cells;
    }

    /** What is special about how the numbers are written, or "". */
    String description() { return description; }

    /** Whether the column is numbers with decimal commas. */
    boolean hasDecimalCommas() { return decimalCommas; }

    /** Whether the column is numbers of which each point may be one between groups of three digits. */
    boolean mayHaveGroups() {
        return points;
    }

    /** Whether a word is among the cells. */
    boolean holds(String word) {
        return words != null && words.containsKey(word);
    }

    /** Cells that are there, each different one once. */
    List<String> presentWords() {
        return words.keySet().stream().filter(word -> !missing.contains(word)).toList();
    }

    long cells(String word) { return words.get(word).cells; }

    long firstLine(String word) { return words.get(word).firstLine; }

    /** The line of the first row. */
    long firstRow() { return firstRow; }

    boolean hasHeader() { return options.header(); }
}
