package dev.lanewise.data.io;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Table;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of separated values as RFC 4180 describes them: packed with gzip, in a zip of their own, or as they are; in
 * UTF-8, in UTF-16 with a byte order mark, or in the encoding that {@link CsvOptions} say. What separates the cells is
 * recognised from the first lines. Lines of blanks are skipped and blanks around a cell removed.
 *
 * <p>A cell that is empty or one of {@link CsvOptions#MISSING} is missing. A column is numeric when all its other cells
 * are numbers in one notation: plain digits with a point and an exponent, or with a decimal comma, with groups of three
 * digits, with a percent or currency sign in each cell. Otherwise it is text, and {@link dev.lanewise.data.Column#doubt}
 * says so where most of it is numbers. Everything that was recognised, left out or is doubtful is among the
 * {@link Table#notices}.
 */
public final class Csv {
    private Csv() {}

    /** Reads a table with a header or without one, everything else recognised. */
    public static Table read(Path file, boolean header) {
        return read(file, CsvOptions.DEFAULT.withHeader(header));
    }

    /**
     * Reads a table.
     *
     * @throws DataException if the file is missing, empty, damaged or no text, a row has more or fewer cells than the
     *                       first, or a numeric column holds an infinity
     */
    public static Table read(Path file, CsvOptions options) {
        return InputFile.read(file, Expansion.FREE_TEXT, in -> new CsvTable(file.toString(), options).read(in));
    }

    /** Reads a table from a stream with a header or without one, everything else recognised. */
    public static Table read(String name, InputStream stream, boolean header) {
        return read(name, stream, CsvOptions.DEFAULT.withHeader(header));
    }

    /**
     * Reads a table from a stream, which is unpacked where it is packed.
     *
     * @param name what messages call the stream
     */
    public static Table read(String name, InputStream stream, CsvOptions options) {
        return InputFile.guarded(name, () -> new CsvTable(name, options)
                .read(InputFile.unpacked(name, stream, Expansion.FREE_TEXT)));
    }

    /** Writes a header and rows; whole or not at all. */
    public static void write(Path file, List<String> header, Iterable<List<String>> rows) {
        OutputFile.write(file, out -> write(new OutputStreamWriter(out, StandardCharsets.UTF_8), header, rows));
    }

    /** Writes a header and rows, and leaves the writer open. */
    public static void write(Writer to, List<String> header, Iterable<List<String>> rows) throws IOException {
        var writer = CsvWriter.builder().build(to);
        try {
            writer.writeRecord(header);
            for (List<String> row : rows) {
                writer.writeRecord(row);
            }
            writer.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
