package dev.lanewise.data.io;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Notice;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is to be said of the columns of a file that has been read. */
final class CsvNotices {
    /** Columns that one line lists. */
    private static final int LISTED = 20;

    private final String name;
    private final List<ColumnBuilder> columns;
    private final boolean header;
    private final long blankLines;

    CsvNotices(String name, List<ColumnBuilder> columns, boolean header, long blankLines) {
        this.name = name;
        this.columns = columns;
        this.header = header;
        this.blankLines = blankLines;
    }

    List<Notice> all() {
        var notices = new ArrayList<Notice>();
        headerOfValues(notices);
        if (blankLines > 0) {
            notices.add(Notice.fact(name + ": " + blankLines + (blankLines == 1
                    ? " line of blanks was"
                    : " lines of "
                            + "blanks were")
                    + " skipped"));
        }
        missingCells(notices);
        notations(notices);
        return notices;
    }

    /** A title that is a number or a word of its column is more often the first row of a file without a header. */
    private void headerOfValues(List<Notice> notices) {
        List<String> values = columns.stream().filter(column -> Notation.isNumberSomehow(column.name())
                || column.holds(column.name())).map(ColumnBuilder::name).toList();
        if (header && !values.isEmpty() && 2 * values.size() >= columns.size()) {
            notices.add(Notice.warning(name + ": the first line was taken for the names of the columns, but "
                    + DataException.quoted(values.getFirst())
                    + " looks like a value; if it is a row, --no-header reads it as one"));
        }
    }

    private void missingCells(List<Notice> notices) {
        List<String> counts = columns.stream().filter(column -> !column.missingCells().isEmpty())
                .map(CsvNotices::missingCells).toList();
        if (!counts.isEmpty()) {
            notices.add(Notice.fact(name + ": missing values: " + listed(counts)));
        }
    }

    /** {@code income 3 (N/A)}, {@code age 5 (2 empty, 3 -)}. */
    private static String missingCells(ColumnBuilder column) {
        Map<String, Long> words = column.missingCells();
        long all = words.values().stream().mapToLong(Long::longValue).sum();
        String start = column.name() + " " + all;
        if (words.size() == 1) {
            String word = words.keySet().iterator().next();
            return word.isEmpty() ? start : start + " (" + word + ")";
        }
        return start + words.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue() + " " + (entry.getKey().isEmpty() ? "empty" : entry.getKey()))
                .collect(Collectors.joining(", ", " (", ")"));
    }

    private void notations(List<Notice> notices) {
        var columnsOf = new LinkedHashMap<String, List<String>>();
        columns.stream().filter(column -> !column.description().isEmpty()).forEach(column -> columnsOf
                .computeIfAbsent(column.description(), notation -> new ArrayList<>()).add(column.name()));
        columnsOf.forEach((notation, names) -> notices.add(Notice.fact(name + ": read as numbers with " + notation
                + ": " + listed(names))));
    }

    private static String listed(List<String> parts) {
        String shown = parts.stream().limit(LISTED).collect(Collectors.joining(", "));
        return parts.size() <= LISTED ? shown : shown + " and " + (parts.size() - LISTED) + " more columns";
    }
}
