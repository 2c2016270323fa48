package dev.lanewise.data.io;

import dev.lanewise.data.DataException;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Says of a column that would be text why it may have been meant as numbers, and how to read it as such. */
final class Doubt {
    /**
     * Most different texts beside numbers that are taken for words like "unknown" however often they come; with more,
     * one cell in {@link #FEW} may be text. Beyond that the column is text like ticket numbers: 349909, PC 17599.
     */
    private static final int MOST_WORDS = 10;
    private static final int FEW = 10;

    /** Words that a hint lists. */
    private static final int LISTED = 3;

    private final String file;
    private final ColumnBuilder column;

    Doubt(String file, ColumnBuilder column) {
        this.file = file;
        this.column = column;
    }

    /** That commas and points can be taken in two ways. */
    String ofTwoReadings(Notation.Agreement agreement, List<String> words) {
        String cell = words.stream().filter(word -> agreement.notation().parse(word) != agreement.other().parse(word))
                .findFirst().orElseThrow();
        return place(cell) + ", which may be " + agreement.notation().parse(cell) + " or "
                + agreement.other().parse(cell) + ": --decimal . or --decimal , says what divides the digits";
    }

    /** That most cells are numbers, but not all, or not all in one notation; null where it is not so. */
    String ofText() {
        List<String> words = column.presentWords().stream().sorted(Comparator.comparingLong(column::firstLine))
                .toList();
        List<String> numbers = words.stream().filter(Notation::isNumberSomehow).toList();
        if (numbers.isEmpty()) {
            return null;
        }
        if (numbers.size() == words.size()) {
            return ofTwoNotations(numbers);
        }
        long all = words.stream().mapToLong(column::cells).sum();
        long numberCells = numbers.stream().mapToLong(column::cells).sum();
        List<String> texts = words.stream().filter(word -> !Notation.isNumberSomehow(word)).toList();
        boolean mostly = 2 * numberCells > all;
        boolean some = texts.size() <= MOST_WORDS || (all - numberCells) * FEW <= all;
        return mostly && some ? ofWords(texts, numberCells, all) : null;
    }

    private String ofWords(List<String> texts, long numberCells, long all) {
        String first = texts.getFirst();
        String others = texts.size() == 1 ? "" : " (and " + (texts.size() - 1) + " other texts)";
        String start = place(first) + others + ", while " + numberCells + " of its " + all + " cells are numbers; ";
        if (column.firstLine(first) == column.firstRow() && all - numberCells == 1) {
            start += column.hasHeader()
                    ? "if that line is the header, --skip N leaves out the N lines before it; "
                    : "if that line is the header, leave --no-header out; ";
        }
        String list = texts.stream().filter(text -> text.indexOf(',') < 0).limit(LISTED)
                .collect(Collectors.joining(","));
        return start + "--missing-values " + DataException.argument(list.isEmpty() ? "WORD" : list)
                + " takes the text for missing values";
    }

    private String ofTwoNotations(List<String> numbers) {
        String first = numbers.getFirst();
        if (Notation.of(numbers, CsvOptions.AUTO).notation() != null) {
            return place(first) + ", which is no number with the decimal sign that --decimal says";
        }
        String other = numbers.stream().filter(word -> Notation.of(List.of(first, word), CsvOptions.AUTO)
                .notation() == null).findFirst().orElse(numbers.getLast());
        return place(first) + " and in line " + column.firstLine(other) + " " + DataException.quoted(other)
                + ": numbers that are not written in one way; --decimal says what divides the digits";
    }

    private String place(String cell) {
        return file + " line " + column.firstLine(cell) + ": column " + DataException.quoted(column.name())
                + " holds " + DataException.quoted(cell);
    }
}
