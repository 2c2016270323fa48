package dev.lanewise.data.io;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Collects the cells of one column: each different one once, and for each row which it is. When there are more than
 * {@link #MOST_WORDS} and all are numbers, the column is likely a quantity: from then on its cells are packed, and only
 * when all are known is it settled whether they are, and in which notation.
 */
final class ColumnBuilder {
    /** Enough for the names of any classes that are numbers; few enough to cost a table of many columns little. */
    static final int MOST_WORDS = 4096;

    /** The number of a word and what was seen of it. */
    private static final class Word {
        private final int code;
        private final int firstRow;
        private final boolean missing;
        private long cells;

        Word(int code, int firstRow, boolean missing) {
            this.code = code;
            this.firstRow = firstRow;
            this.missing = missing;
        }
    }

    private final String name;
    private final CsvOptions options;
    private final Set<String> missing;
    /** Whether a word for a missing value ends in a digit. */
    private final boolean missingDigits;
    private final boolean commas;
    private final IntToLongFunction lines;
    private Map<String, Word> words = new LinkedHashMap<>();
    private int[] codes = new int[64];
    private int rows;
    private boolean mayBeQuantity = true;
    /** All cells, from where the column is taken for a quantity on; words and codes are then null. */
    private PackedCells packed;
    private Map<String, Long> missingCells = Map.of();
    private String description = "";
    private char decimal = CsvOptions.AUTO;
    private String point;

    /**
     * @param missing words that stand for a missing value, as {@link Column#canonical} calls them
     * @param commas  whether cells are separated by commas, so that a comma in a number is not likely its decimal sign
     * @param lines   the line of each row, to be asked when all cells are there
     */
    ColumnBuilder(String name, CsvOptions options, Set<String> missing, boolean commas,
            IntToLongFunction lines) {
        this.name = name;
        this.options = options;
        this.missing = missing;
        missingDigits = missing.stream().anyMatch(ColumnBuilder::endsInDigit);
        this.commas = commas;
        this.lines = lines;
    }

    String name() { return name; }

    /** @param cell text of the cell, without blanks around it */
    void add(String cell) {
        if (packed == null) {
            addWord(cell);
        } else {
            packed.add(cell);
        }
    }

    private void addWord(String cell) {
        Word word = words.get(cell);
        if (word == null) {
            word = new Word(words.size(), rows, isMissing(cell));
            words.put(cell, word);
        }
        word.cells++;
        codes = rows < codes.length ? codes : Arrays.copyOf(codes, 2 * rows);
        codes[rows++] = word.code;
        if (mayBeQuantity && words.size() > MOST_WORDS) {
            mayBeQuantity = false;
            if (agreement(presentWords()) != null) {
                pack();
            }
        }
    }

    private boolean isMissing(String cell) {
        // Most cells are numbers, and the words that stand for a missing one none: then a look at the end is enough.
        return (missingDigits || !endsInDigit(cell)) && missing.contains(Column.canonical(cell));
    }

    private static boolean endsInDigit(String cell) {
        return !cell.isEmpty() && isDigit(cell.charAt(cell.length() - 1));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private void pack() {
        String[] written = words.keySet().toArray(String[]::new);
        packed = new PackedCells();
        for (int row = 0; row < rows; row++) {
            packed.add(written[codes[row]]);
        }
        words = null;
        codes = null;
    }

    private void unpack() {
        PackedCells cells = packed;
        packed = null;
        words = new LinkedHashMap<>();
        codes = new int[cells.size()];
        rows = 0;
        cells.forEach(this::addWord);
    }

    /** What the cells of a quantity agree on; null if they are none: not all are numbers, or one is a code. */
    private Notation.Agreement agreement(List<String> cells) {
        Notation.Agreement agreement = Notation.of(cells, options.decimal());
        return agreement.notation() == null || cells.stream().anyMatch(cell -> isNotFinite(cell) || isCode(cell))
                ? null
                : agreement;
    }

    /** Whether an integer is more than its value: with a zero in front, or of more digits than a double holds. */
    private static boolean isCode(String cell) {
        return (cell.length() > Column.EXACT_DIGITS || cell.startsWith("0"))
                && cell.chars().allMatch(ColumnBuilder::isDigit)
                && !isPlain(cell, Column.parse(cell));
    }

    /** Whether the value of a number tells what it is called: {@link Column#canonical}. */
    private static boolean isPlain(String cell, double value) {
        int first = cell.startsWith("-") ? 1 : 0;
        boolean zeroInFront = cell.length() > first + 1 && cell.charAt(first) == '0' && isDigit(cell.charAt(first + 1));
        return !Double.isNaN(value) && cell.length() <= Column.EXACT_DIGITS && !zeroInFront && cell.charAt(0) != '+'
                && cell.indexOf('e') < 0 && cell.indexOf('E') < 0;
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

    /**
     * The column, numbers where all its cells agree on how they are written.
     *
     * @throws DataException if it is numbers but for NaN and infinities
     */
    Column build(String file) {
        if (packed != null) {
            Column quantity = quantity(file);
            if (quantity != null) {
                return quantity;
            }
            unpack();
        }
        missingCells = new HashMap<>();
        words.forEach((cell, word) -> {
            if (word.missing) {
                missingCells.put(cell, word.cells);
            }
        });
        List<String> numbers = numberWords();
        Notation.Agreement agreement = Notation.of(numbers, options.decimal());
        Notation notation = agreement.notation();
        if (notation != null && !notFiniteWords().isEmpty()) {
            String cell = notFiniteWords().getFirst();
            throw new DataException(place(file, words.get(cell).firstRow, cell)
                    + ", expected finite numbers (a missing value is an empty cell)");
        }
        // Between commas, a comma in a number groups thousands: a decimal comma would need another delimiter.
        if (agreement.other() != null && !commas) {
            return column(null, new Doubt(file, this).ofTwoReadings(agreement, numbers));
        }
        if (notation == null) {
            return column(null, new Doubt(file, this).ofText());
        }
        settle(notation, numbers, i -> words.get(numbers.get(i)).firstRow, file);
        double[] values = new double[words.size()];
        words.forEach((cell, word) -> values[word.code] = word.missing ? Double.NaN : notation.parse(cell));
        return column(values, null);
    }

    /** The packed cells as numbers; null where they do not agree. */
    private Column quantity(String file) {
        var values = new double[packed.size()];
        var present = new int[packed.size()];
        int count = 0;
        String special = null;
        missingCells = new HashMap<>();
        for (int row = 0; row < values.length; row++) {
            String cell = packed.get(row);
            if (isMissing(cell)) {
                values[row] = Double.NaN;
                missingCells.merge(cell, 1L, Long::sum);
                continue;
            }
            present[count++] = row;
            values[row] = Column.parse(cell);
            if (special == null && !isPlain(cell, values[row])) {
                special = place(file, row, cell);
            }
        }
        int[] rowOf = Arrays.copyOf(present, count);
        List<String> cells = packed.select(rowOf);
        // Plain numbers agree; others are looked at once more.
        var notation = Notation.PLAIN;
        if (special != null || options.decimal() == ',') {
            Notation.Agreement agreement = agreement(cells);
            if (agreement == null || agreement.other() != null && !commas) {
                return null;
            }
            notation = agreement.notation();
            for (int row : rowOf) {
                values[row] = notation.parse(packed.get(row));
            }
        }
        settle(notation, cells, i -> rowOf[i], file);
        packed = new PackedCells();
        return Column.ofNumbers(name, values, special);
    }

    /** @param rowOf the row of each of the cells */
    private void settle(Notation notation, List<String> cells, IntUnaryOperator rowOf, String file) {
        description = notation.description(cells);
        decimal = notation.decimal(cells);
        if (notation.isPlain() && cells.stream().allMatch(Notation::isWholeOrGrouped)) {
            point = IntStream.range(0, cells.size()).filter(i -> cells.get(i).indexOf('.') >= 0).limit(1)
                    .mapToObj(i -> place(file, rowOf.applyAsInt(i), cells.get(i))).findFirst().orElse(null);
        }
    }

    private String place(String file, int row, String cell) {
        return file + " line " + lines.applyAsLong(row) + ": column " + DataException.quoted(name) + " holds "
                + DataException.quoted(cell);
    }

    private Column column(double[] values, String doubt) {
        String[] written = words.keySet().toArray(String[]::new);
        var isMissing = new boolean[written.length];
        for (int code = 0; code < written.length; code++) {
            isMissing[code] = isMissing(written[code]);
        }
        return Column.ofWords(name, Arrays.copyOf(codes, rows), new Column.Words(written, isMissing, values), doubt);
    }

    /** How many cells are missing, by the word that says so; known when the column is built. */
    Map<String, Long> missingCells() {
        return missingCells;
    }

    /** What is special about how the numbers are written, or "". */
    String description() { return description; }

    /** What divides the digits of the numbers, where one shows it. */
    char decimal() { return decimal; }

    /**
     * The place of the first cell with a point, where the column is numbers of which each point may be one between groups
     * of three digits; otherwise null.
     */
    String pointPlace() { return point; }

    /** Whether a word is among the cells. */
    boolean holds(String word) {
        return words != null && words.containsKey(word);
    }

    /** Cells that are there, each different one once. */
    List<String> presentWords() {
        return words.keySet().stream().filter(word -> !isMissing(word)).toList();
    }

    long cells(String word) { return words.get(word).cells; }

    long firstLine(String word) { return lines.applyAsLong(words.get(word).firstRow); }

    /** The line of the first row. */
    long firstRow() { return lines.applyAsLong(0); }

    boolean hasHeader() { return options.header(); }
}
