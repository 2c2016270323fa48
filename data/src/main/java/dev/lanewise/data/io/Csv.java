package dev.lanewise.data.io;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Comma-separated files, RFC 4180, UTF-8 with or without a byte order mark, packed with gzip or not. Blank lines are
 * skipped and blanks around a cell removed; an empty cell, {@code NA} and {@code ?} are missing.
 */
public final class Csv {
    private static final List<String> MISSING = List.of("", "NA", "?");

    private Csv() {}

    /**
     * Reads a table. A column is numeric when every cell that is not missing is a decimal number.
     *
     * @param header whether the first line names the columns; without one they are named c1, c2, ...
     * @throws DataException if the file is missing, empty or damaged, a row has more or fewer cells than the first, or
     *                       a numeric column holds NaN or an infinity
     */
    public static Table read(Path file, boolean header) {
        return InputFile.read(file, in -> parse(file.toString(), in, header));
    }

    /**
     * Reads a table from a stream, which is unpacked if it is gzip, and closed.
     *
     * @param name what messages call the stream
     */
    public static Table read(String name, InputStream stream, boolean header) {
        return InputFile.guarded(name, () -> parse(name, InputFile.unpacked(stream), header));
    }

    /** Writes a header and rows; whole or not at all. */
    public static void write(Path file, List<String> header, Iterable<List<String>> rows) {
        OutputFile.write(file, out -> {
            var writer = CsvWriter.builder().build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            writer.writeRecord(header);
            for (List<String> row : rows) {
                writer.writeRecord(row);
            }
            writer.flush();
        });
    }

    private static Table parse(String name, InputStream in, boolean header) throws IOException {
        // Reports malformed input, where the charset constructor would replace it in silence.
        var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var reader = withoutByteOrderMark(new BufferedReader(new InputStreamReader(in, decoder)));
        var builders = new ArrayList<ColumnBuilder>();
        long[] lines = new long[64];
        int rows = 0;
        // Field counts are compared here, so that the message can name the line and both counts.
        try (var csv = CsvReader.builder().extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE).allowUnclosedQuote(false).ofCsvRecord(reader)) {
            for (CsvRecord row : csv) {
                if (builders.isEmpty()) {
                    addColumns(name, row, header, builders);
                    if (header) {
                        continue;
                    }
                }
                if (row.getFieldCount() != builders.size()) {
                    throw new DataException(name + " line " + row.getStartingLineNumber() + ": has "
                            + row.getFieldCount() + " cells, expected " + builders.size() + " as in the first line");
                }
                for (int i = 0; i < builders.size(); i++) {
                    String cell = row.getField(i).strip();
                    builders.get(i).add(MISSING.contains(cell) ? null : cell, row.getStartingLineNumber());
                }
                lines = rows < lines.length ? lines : Arrays.copyOf(lines, 2 * rows);
                lines[rows++] = row.getStartingLineNumber();
            }
        } catch (CsvParseException e) {
            throw new DataException(name + ": is not comma-separated text: " + causeOf(e), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new Table(name, builders.stream().map(builder -> builder.build(name)).toList(),
                Arrays.copyOf(lines, rows));
    }

    private static void addColumns(String name, CsvRecord first, boolean header, List<ColumnBuilder> builders) {
        for (int i = 0; i < first.getFieldCount(); i++) {
            String title = header ? first.getField(i).strip() : "";
            // A title may be empty: the row numbers that some programs write have none.
            builders.add(new ColumnBuilder(title.isEmpty() ? "c" + (i + 1) : title));
        }
        if (builders.isEmpty()) {
            throw new DataException(name + ": the first line is empty");
        }
    }

    private static Reader withoutByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    private static String causeOf(CsvParseException e) {
        return e.getCause() == null ? e.getMessage() : e.getMessage() + " " + e.getCause().getMessage();
    }
}
