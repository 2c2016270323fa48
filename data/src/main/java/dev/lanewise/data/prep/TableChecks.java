package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Images;
import dev.lanewise.data.Notice;
import dev.lanewise.data.Table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is to be known of rows before anything is learned from them. */
public final class TableChecks {
    /** With fewer rows for each class, a column can go with the label by chance. */
    private static final int ROWS_PER_CLASS = 5;

    private TableChecks() {}

    /**
     * What the label was taken for; equal numbers that are one class; classes of one row; and columns that are the label
     * in other words: for classes, each value goes with one class and each class with one value; for numbers, the same
     * number in every row.
     *
     * @throws DataException if the label column is not there, has a missing cell, or is text although most of it is
     *                       numbers
     */
    public static List<Notice> of(Table table, FitOptions options) {
        var notices = new ArrayList<>(TargetEncoder.notices(table, options));
        Column label = table.column(options.label());
        boolean numbers = TargetEncoder.kind(table, options) == FitOptions.TargetKind.NUMBERS;
        var leftOut = options.leftOut().stream().map(table::column).collect(Collectors.toSet());
        for (Column column : table.columns()) {
            if (column != label && !leftOut.contains(column)
                    && (numbers ? equal(column, label) : goesWith(column, label))) {
                notices.add(Notice.warning(table.name() + ": column " + DataException.quoted(column.name())
                        + (numbers
                                ? " holds the label itself"
                                : " is the label in other words: each of its values goes "
                                        + "with one class")
                        + "; --leave-out " + table.argument(column)
                        + " keeps it from being learned from"));
            }
        }
        return notices;
    }

    /** Classes of one image. */
    public static List<Notice> of(Images images) {
        Map<String, Long> rows = IntStream.range(0, images.rows()).mapToObj(images::className)
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        return TargetEncoder.singleRows(images.name(), rows).stream().toList();
    }

    private static boolean equal(Column column, Column label) {
        return column.numeric() && label.numeric() && IntStream.range(0, column.rows())
                .allMatch(row -> column.number(row) == label.number(row));
    }

    private static boolean goesWith(Column column, Column label) {
        Map<Object, String> classOf = new HashMap<>();
        Map<String, Object> valueOf = new HashMap<>();
        for (int row = 0; row < column.rows(); row++) {
            if (column.missing(row) || label.missing(row)) {
                return false;
            }
            Object value = column.numeric() ? (Object) column.number(row) : column.text(row);
            String name = label.text(row);
            String other = classOf.putIfAbsent(value, name);
            Object otherValue = valueOf.putIfAbsent(name, value);
            if (other != null && !other.equals(name) || otherValue != null && !otherValue.equals(value)) {
                return false;
            }
        }
        return classOf.size() > 1 && column.rows() >= ROWS_PER_CLASS * classOf.size();
    }
}
