package dev.lanewise.data.io;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Notice;
import dev.lanewise.data.Table;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** CSV text as it is read, for the tests of what is made of it. */
final class CsvText {
    private CsvText() {}

    static Table read(byte[] bytes, CsvOptions options) {
        return Csv.read("t.csv", new ByteArrayInputStream(bytes), options);
    }

    static Table read(String text, CsvOptions options) {
        return read(text.getBytes(StandardCharsets.UTF_8), options);
    }

    static Table read(String text) { return read(text, CsvOptions.DEFAULT); }

    static String fault(byte[] bytes, CsvOptions options) {
        return assertThrows(DataException.class, () -> read(bytes, options)).getMessage();
    }

    static String fault(String text) {
        return fault(text.getBytes(StandardCharsets.UTF_8), CsvOptions.DEFAULT);
    }

    static double[] numbers(Column column) {
        assertTrue(column.numeric(), column.doubt());
        return IntStream.range(0, column.rows()).mapToDouble(column::number).toArray();
    }

    static List<String> notices(Table table) { return table.notices().stream().map(Notice::text).toList(); }

    static String column(String title, List<String> cells) {
        return title + "\n" + String.join("\n", cells.stream().map(cell -> "\"" + cell + "\"").toList()) + "\n";
    }
}
