package dev.lanewise.data.io;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Notice;
import dev.lanewise.data.Table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One reading of a table from a stream. */
final class CsvTable {
    /** An image of 1024 x 1024 and a label; more in one line is damage. */
    private static final int MOST_COLUMNS = (1 << 20) + 1;

    private final String name;
    private final CsvOptions options;
    private final Set<String> missing;
    private final List<Notice> notices = new ArrayList<>();
    private final List<ColumnBuilder> columns = new ArrayList<>();
    private long[] lines = new long[64];
    private int rows;
    private long blankLines;
    /** Blank lines before the first row, and in a table of several columns before any: they are no rows. */
    private long blankBefore;

    CsvTable(String name, CsvOptions options) {
        this.name = name;
        this.options = options;
        missing = options.allMissing();
    }

    Table read(InputStream in) throws IOException {
        var text = new TextInput(name, in, options.encoding());
        notices.addAll(text.notices());
        try {
            readRows(text);
        } catch (CharacterCodingException e) {
            throw new DataException(text.malformed(), e);
        } catch (CsvParseException e) {
            // The parser wraps whatever its stream throws, that of a file that expands too far too.
            if (e.getCause() instanceof DataException refused) {
                throw refused;
            }
            throw new DataException(name + ": is not comma-separated text: " + causeOf(e), e);
        }
        List<Column> built = built();
        notices.addAll(new CsvNotices(name, columns, options.header(), blankLines).all());
        Set<String> found = columns.stream().flatMap(column -> column.missingCells().keySet().stream())
                .map(Column::canonical).collect(Collectors.toSet());
        options.missing().stream().filter(word -> !found.contains(Column.canonical(word))).sorted()
                .forEach(word -> notices.add(Notice.fact(name + ": --missing-values: no cell is "
                        + DataException.quoted(word))));
        return new Table(name, built, Arrays.copyOf(lines, rows), notices, decimal(built));
    }

    private List<Column> built() {
        List<Column> built = new ArrayList<>(columns.stream().map(column -> column.build(name)).toList());
        String commas = columns.stream().filter(column -> column.decimal() == ',').map(ColumnBuilder::name)
                .findFirst().orElse(null);
        for (int i = 0; i < columns.size() && commas != null && options.decimal() == CsvOptions.AUTO; i++) {
            String place = columns.get(i).pointPlace();
            if (place != null) {
                built.set(i, built.get(i).withDoubt(place + ", while column " + DataException.quoted(commas)
                        + " has decimal commas: --decimal , takes the point for one between thousands, --decimal . for "
                        + "a decimal point"));
            }
        }
        return built;
    }

    /** The decimal sign that is asked for, or that all columns have which show one and are not in doubt. */
    private char decimal(List<Column> built) {
        if (options.decimal() != CsvOptions.AUTO) {
            return options.decimal();
        }
        List<Character> signs = IntStream.range(0, built.size()).filter(i -> built.get(i).doubt() == null)
                .mapToObj(i -> columns.get(i).decimal()).filter(sign -> sign != CsvOptions.AUTO).distinct().toList();
        return signs.size() == 1 ? signs.getFirst() : CsvOptions.AUTO;
    }

    private void readRows(TextInput text) throws IOException {
        BufferedReader reader = text.open();
        for (int i = 0; i < options.skip(); i++) {
            reader.readLine();
        }
        String sample = sample(reader);
        Dialect dialect = Dialect.of(sample, options.delimiter());
        Dialect rival = options.delimiter() == CsvOptions.AUTO ? dialect.rival(sample).orElse(null) : null;
        if (rival != null) {
            notices.add(Notice.warning(name + ": cells are taken to be separated by " + dialect.delimiterName()
                    + ", " + dialect.cells() + " in a line, but may be by " + rival.delimiterName() + ", "
                    + rival.cells() + " in a line; --delimiter says by which"));
        } else if (dialect.delimiter() != ',' && options.delimiter() == CsvOptions.AUTO) {
            notices.add(Notice.fact(name + ": cells are separated by " + dialect.delimiterName()));
        }
        requireNoTitles(dialect);
        var handler = CsvRecordHandler.of(builder -> builder.maxFields(MOST_COLUMNS));
        // Field counts are compared here, so that the message can name the line and both counts.
        try (var csv = CsvReader.builder().fieldSeparator(dialect.delimiter())
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE).missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .trimWhitespacesAroundQuotes(true).skipEmptyLines(false).build(handler, reader)) {
            for (CsvRecord row : csv) {
                add(row, dialect);
            }
            text.requireEnd();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The first characters, to the end of a line or of the file, which are read again afterwards. */
    private static String sample(BufferedReader reader) throws IOException {
        reader.mark(Dialect.SAMPLE + 1);
        char[] sample = new char[Dialect.SAMPLE];
        int length = 0;
        for (int read = 0; read >= 0 && length < sample.length; length += Math.max(0, read)) {
            read = reader.read(sample, length, sample.length - length);
        }
        reader.reset();
        String text = new String(sample, 0, length);
        int lastLine = text.lastIndexOf('\n');
        return length < sample.length || lastLine < 0 ? text : text.substring(0, lastLine + 1);
    }

    /** Lines before the table, which have other numbers of cells than its rows. */
    private void requireNoTitles(Dialect dialect) {
        int titles = dialect.titles();
        if (titles > 0 && dialect.lines() > titles) {
            int skip = options.skip() + titles;
            if (dialect.untitled() && options.header()) {
                throw new DataException(name + ": the first line has " + (dialect.cells() - 1) + " cells, the rows "
                        + dialect.cells() + ": a title is missing, as R writes none for the names of rows; put one "
                        + "before the others (a comment is left out by --skip " + skip + ")");
            }
            throw new DataException(name + ": most lines, from line " + (skip + 1) + " on, have " + dialect.cells()
                    + " cells, but not the first; a title or comment before the header is left out by --skip " + skip);
        }
    }

    private void add(CsvRecord row, Dialect dialect) {
        long line = row.getStartingLineNumber() + options.skip();
        boolean mayBeBlank = row.getFieldCount() == 1 || row.getFieldCount() != columns.size();
        if (mayBeBlank && row.getFields().stream().allMatch(field -> Cells.strip(field).isEmpty())) {
            blankLines++;
            return;
        }
        if (columns.isEmpty()) {
            addColumns(row, dialect.delimiter() == ',');
            blankBefore = blankLines;
            if (options.header()) {
                return;
            }
        }
        // In a file of one column, a blank line before another row is a row whose cell is missing.
        for (; columns.size() == 1 && blankLines > blankBefore; blankLines--) {
            add(List.of(""), line - (blankLines - blankBefore));
        }
        blankBefore = blankLines;
        if (row.getFieldCount() != columns.size()) {
            throw new DataException(name + " line " + line + ": has " + row.getFieldCount() + " cells, expected "
                    + columns.size() + " as in the first line" + (row.getField(0).startsWith("#")
                            ? " (a comment? only those before the header can be left out, by --skip)"
                            : ""));
        }
        add(row.getFields(), line);
    }

    private void add(List<String> cells, long line) {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).add(Cells.strip(cells.get(i)));
        }
        lines = rows < lines.length ? lines : Arrays.copyOf(lines, 2 * rows);
        lines[rows++] = line;
    }

    private void addColumns(CsvRecord first, boolean commas) {
        List<String> titles = first.getFields().stream().map(field -> options.header() ? Cells.strip(field) : "")
                .toList();
        for (int i = 0; i < titles.size(); i++) {
            // A title may be empty: the row numbers that some programs write have none.
            String title = titles.get(i).isEmpty() ? freeName(i + 1, titles) : titles.get(i);
            if (options.header() && titles.get(i).isEmpty()) {
                notices.add(Notice.fact(name + ": the title of column " + (i + 1) + " is empty, it is called "
                        + title));
            }
            columns.add(new ColumnBuilder(title, options, missing, commas, row -> lines[row]));
        }
        List<String> names = columns.stream().map(ColumnBuilder::name).toList();
        var seen = new HashSet<String>();
        names.stream().filter(title -> !seen.add(title)).findFirst().ifPresent(title -> {
            throw new DataException(name + ": two columns are named " + DataException.quoted(title)
                    + "; if the first line is a row, --no-header reads it as one");
        });
    }

    /** c1 for the first column, unless another is named so; then the first that is free of c1_2, c1_3, ... */
    private static String freeName(int position, List<String> titles) {
        String name = "c" + position;
        for (int i = 2; titles.contains(name); i++) {
            name = "c" + position + "_" + i;
        }
        return name;
    }

    private static String causeOf(CsvParseException e) {
        return e.getCause() == null ? e.getMessage() : e.getMessage() + " " + e.getCause().getMessage();
    }
}
