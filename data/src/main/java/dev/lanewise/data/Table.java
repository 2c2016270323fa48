package dev.lanewise.data;

import dev.lanewise.compute.internal.Nearest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Typed columns of equal length, with the line of the file each row came from. */
public final class Table implements RawData {
    /** Messages list at most this many column names. */
    private static final int LISTED_COLUMNS = 20;

    private final String name;
    private final List<Column> columns;
    private final Map<String, Column> byName = new HashMap<>();
    private final long[] lines;
    private final List<Notice> notices;
    private final char decimal;

    /** A table of which there is nothing to say. */
    public Table(String name, List<Column> columns, long[] lines) {
        this(name, columns, lines, List.of());
    }

    /**
     * @param name    file or set, as messages name it
     * @param columns columns of distinct names, each with {@code lines.length} rows
     * @param lines   1-based line of the file on which each row starts; taken over, not copied
     * @param notices what was found in reading
     * @throws DataException if two columns share a name or there are no rows
     */
    public Table(String name, List<Column> columns, long[] lines, List<Notice> notices) {
        this(name, columns, lines, notices, '\0');
    }

    /**
     * The same of a file of text.
     *
     * @param decimal what {@link #decimal} returns
     */
    public Table(String name, List<Column> columns, long[] lines, List<Notice> notices, char decimal) {
        for (Column column : columns) {
            if (byName.put(column.name(), column) != null) {
                throw new DataException(name + ": two columns are named " + DataException.quoted(column.name()));
            }
            if (column.rows() != lines.length) {
                throw new IllegalArgumentException("column " + column.name() + " has " + column.rows()
                        + " rows, needs " + lines.length);
            }
        }
        if (lines.length == 0) {
            throw new DataException(name + ": the data set is empty: no rows");
        }
        this.name = name;
        this.columns = List.copyOf(columns);
        this.lines = lines;
        this.notices = List.copyOf(notices);
        this.decimal = decimal;
    }

    /**
     * The rows of a data set as a table: its features as columns of numbers and, last, its class names.
     *
     * @param label name of the column of class names
     */
    public static Table of(Dataset data, String label) {
        var columns = new ArrayList<Column>();
        for (int column = 0; column < data.columns(); column++) {
            double[] values = new double[data.rows()];
            for (int row = 0; row < values.length; row++) {
                values[row] = data.features()[row * data.columns() + column];
            }
            columns.add(Column.ofNumbers(data.featureNames().get(column), values));
        }
        columns.add(Column.ofTexts(label, Arrays.stream(data.labels()).mapToObj(data.classNames()::get)
                .toArray(String[]::new)));
        long[] lines = new long[data.rows()];
        Arrays.setAll(lines, row -> row + 1L);
        return new Table(data.name(), columns, lines);
    }

    @Override
    public String name() { return name; }

    @Override
    public int rows() { return lines.length; }

    /** The columns in the order of the file. */
    public List<Column> columns() { return columns; }

    /** What was found in reading. */
    public List<Notice> notices() { return notices; }

    /**
     * What divides the digits of the numbers, {@code .} or {@code ,}; 0 where no column showed it, or not all are
     * alike.
     */
    public char decimal() { return decimal; }

    /** The 1-based line of the file on which a row starts. */
    public long line(int row) { return lines[row]; }

    /** Where a cell stands, as messages name it: {@code people.csv line 7: column 'age'}. */
    public String place(Column column, int row) {
        return name + " line " + lines[row] + ": column " + DataException.quoted(column.name());
    }

    /** What options call a column: by its name or, where they would divide that, by its position from 1. */
    public String argument(Column column) {
        return column.name().indexOf(',') < 0
                ? DataException.argument(column.name())
                : String.valueOf(columns.indexOf(column) + 1);
    }

    /**
     * The column of that name or, when there is none, at that 1-based position.
     *
     * @throws DataException naming the columns there are
     */
    public Column column(String nameOrPosition) {
        if (byName.get(nameOrPosition) == null && nameOrPosition.matches("[1-9][0-9]{0,8}")
                && Integer.parseInt(nameOrPosition) <= columns.size()) {
            return columns.get(Integer.parseInt(nameOrPosition) - 1);
        }
        return namedColumn(nameOrPosition);
    }

    /**
     * The column of that name.
     *
     * @throws DataException naming the columns there are
     */
    public Column namedColumn(String column) {
        Column found = byName.get(column);
        if (found == null) {
            throw new DataException(name + ": there is no column " + DataException.quoted(column)
                    + "; the columns are " + listed()
                    + Nearest.hint(column, columns.stream().map(Column::name).toList()));
        }
        return found;
    }

    @Override
    public Table select(int[] rows) {
        return new Table(name, columns.stream().map(column -> column.select(rows)).toList(),
                Arrays.stream(rows).mapToLong(row -> lines[row]).toArray(), notices, decimal);
    }

    private String listed() {
        String shown = columns.stream().limit(LISTED_COLUMNS).map(Column::name).collect(Collectors.joining(", "));
        return columns.size() <= LISTED_COLUMNS
                ? shown
                : shown + " and " + (columns.size() - LISTED_COLUMNS) + " more";
    }
}
