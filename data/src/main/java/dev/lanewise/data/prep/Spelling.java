package dev.lanewise.data.prep;

import dev.lanewise.data.Column;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a cell is called as a class or a category; each kept pipeline goes on with the one it was fitted with. */
enum Spelling {
    /** Of version 1: every number by its value, however it is written, so that 01, 1 and 1E0 are one. */
    BY_VALUE {
        @Override
        String of(Column column, int row) {
            String cell = column.written(row);
            if (MISSING_IN_VERSION_1.contains(cell)) {
                return null;
            }
            double number = Column.parse(cell);
            return Double.isFinite(number) ? Column.spelling(number) : cell;
        }
    },
    /** As the file writes it, and numbers in plain digits by their value: {@link Column#text}. */
    AS_WRITTEN {
        @Override
        String of(Column column, int row) {
            return column.text(row);
        }
    };

    private static final List<String> MISSING_IN_VERSION_1 = List.of("", "NA", "?");

    /** Spellings that a message lists. */
    private static final int LISTED = 3;

    /** The cell's name; null when it is missing. */
    abstract String of(Column column, int row);

    /**
     * Cells that are written differently and called the same, as a message lists them: {@code '1.10', '1.1' are 1.1};
     * empty when there are none.
     */
    static String merged(Column column) {
        var written = new TreeMap<String, TreeSet<String>>();
        for (int row = 0; row < column.rows(); row++) {
            if (!column.missing(row)) {
                written.computeIfAbsent(column.text(row), text -> new TreeSet<>()).add(column.written(row));
            }
        }
        return written.entrySet().stream().filter(entry -> entry.getValue().size() > 1).limit(LISTED)
                .map(entry -> entry.getValue().stream().limit(LISTED).collect(Collectors.joining("', '", "'", "'"))
                        + " are " + entry.getKey())
                .collect(Collectors.joining("; "));
    }
}
