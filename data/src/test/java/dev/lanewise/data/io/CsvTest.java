package dev.lanewise.data.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Table;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

class CsvTest {
    @TempDir
    private Path folder;

    private Path file(byte[] bytes) { return TestBytes.write(folder.resolve("t.csv"), bytes); }

    private Table read(String text) { return Csv.read(file(text.getBytes(StandardCharsets.UTF_8)), true); }

    private String fault(String text) {
        return assertThrows(DataException.class, () -> read(text)).getMessage()
                .replace(folder.resolve("t.csv").toString(), "t.csv");
    }

    @Test
    void typesAreInferredAndCellsMayBeMissing() {
        Table table = read("n,t,m\n1,red,\n -2.5e3 ,,NA\n,3,?\n");
        assertEquals(3, table.rows());
        Column numbers = table.column("n");
        assertTrue(numbers.numeric());
        assertEquals(-2500, numbers.number(1));
        assertTrue(numbers.missing(2));
        assertNull(numbers.text(2));
        Column texts = table.column("t");
        assertFalse(texts.numeric());
        assertEquals("red", texts.text(0));
        assertTrue(texts.missing(1));
        assertEquals("3", texts.text(2));
        assertTrue(table.column("m").numeric() && table.column("m").missing(1));
        assertEquals(3, table.line(1));
    }

    @Test
    void cellsAreCalledAsTheyAreWrittenAndPlainNumbersByTheirValue() {
        Column column = read("c\n1.0\n01\n1e0\nx\n1.00\n-0\n0.50\n.5\ny\nz\nu\nv\nw\n").column("c");
        assertEquals(List.of("1", "01", "1e0", "x", "1", "0", "0.5", "0.5"),
                IntStream.range(0, 8).mapToObj(column::text).toList());
        assertEquals(List.of("1.0", "01", "1e0"), IntStream.range(0, 3).mapToObj(column::written).toList());
    }

    @Test
    void infinitiesAreWordsInATextColumn() {
        Column column = read("c\nNan\n1e999\nAnna\ninf\n").column("c");
        assertEquals(List.of("Nan", "1e999", "Anna", "inf"), IntStream.range(0, 4).mapToObj(column::text).toList());
    }

    @Test
    void quotedCellsByteOrderMarkAndBlankLines() {
        Table table = read("\uFEFF\"a\",b\r\n\r\n\"x, \"\"y\"\"\",1\r\n\"two\nlines\",2\r\n\"z\",3\r\n");
        assertEquals("x, \"y\"", table.column("a").text(0));
        assertEquals("two\nlines", table.column("a").text(1));
        assertEquals(3, table.line(0));
        assertEquals(6, table.line(2));
    }

    @Test
    void withoutHeaderColumnsAreFoundByPosition() {
        Table table = Csv.read(file("1,2,a\n3,4,b\n".getBytes(StandardCharsets.UTF_8)), false);
        assertEquals(2, table.rows());
        assertEquals("a", table.column("3").text(0));
        assertEquals("c3", table.column("3").name());
        assertEquals(1, table.line(0));
    }

    @Test
    void nameWinsOverPosition() {
        Table table = read("2,1\n5,6\n");
        assertEquals(5, table.column("2").number(0));
        assertEquals(6, table.column("1").number(0));
    }

    @Test
    void gzipIsKnownByItsContents() {
        Table table = Csv.read(file(TestBytes.gzip("a\n1\n".getBytes(StandardCharsets.UTF_8))), true);
        assertEquals(1, table.column("a").number(0));
    }

    @Test
    void manyRowsGrowTheColumns() {
        var text = new StringBuilder("n,t\n");
        for (int i = 0; i < 1000; i++) {
            text.append(i).append(",w").append(i % 7).append('\n');
        }
        Table table = read(text.toString());
        assertEquals(1000, table.rows());
        assertEquals(999, table.column("n").number(999));
        assertEquals("w5", table.column("t").text(999));
        assertEquals(1001, table.line(999));
    }

    @Test
    void raggedRowIsReportedWithItsLine() {
        assertEquals("t.csv line 3: has 3 cells, expected 2 as in the first line", fault("a,b\n1,2\n1,2,3\n"));
        assertEquals("t.csv line 4: has 1 cells, expected 2 as in the first line", fault("a,b\n1,2\n\n1\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Infinity", "-inf", "+INF", "1e999"})
    void numbersThatAreNotFiniteAreReportedWithTheirLine(String cell) {
        assertEquals("t.csv line 3: column 'b' holds '" + cell
                + "', expected finite numbers (a missing value is an empty cell)",
                fault("a,b\n1,2\n1," + cell + "\n1,-inf\n"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"``", "`\n\n`", "`a,b\n`", "`\uFEFF`"})
    void emptyFilesAreRefused(String text) { assertEquals("t.csv: the data set is empty: no rows", fault(text)); }

    @Test
    void otherFaultsAreOneLine() {
        assertEquals("t.csv: two columns are named 'a'; if the first line is a row, --no-header reads it as one",
                fault("a,a\n1,2\n"));
        String unclosed = fault("a,b\n1,2\n\"1,2\n");
        assertTrue(unclosed.startsWith("t.csv: is not comma-separated text"), unclosed);
        assertEquals("t.csv: is not comma-separated text: Unexpected character after closing quote: 'z' (0x7a)"
                + " (record starting at line 3)", fault("a,b\n1,2\n\"1\"z,2\n"));
        byte[] latin1 = "a\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        var notUtf8 = assertThrows(DataException.class, () -> Csv.read(file(latin1), true));
        assertTrue(
                notUtf8.getMessage().endsWith("t.csv: is not UTF-8 text; --encoding windows-1252 or another reads it"),
                notUtf8.getMessage());
        var absent = assertThrows(DataException.class, () -> read("a,b\n1,2\n").column("label"));
        assertTrue(absent.getMessage().endsWith("there is no column 'label'; the columns are a, b"));
        var position = assertThrows(DataException.class, () -> read("a,b\n1,2\n").column("3"));
        assertTrue(position.getMessage().endsWith("there is no column '3'; the columns are a, b"));
    }

    @Test
    void missingFileFolderAndUnreadableFile() throws Exception {
        Path missing = folder.resolve("none.csv");
        assertEquals(missing + ": there is no such file",
                assertThrows(DataException.class, () -> Csv.read(missing, true)).getMessage());
        assertEquals(folder + ": is a folder, expected a file",
                assertThrows(DataException.class, () -> Csv.read(folder, true)).getMessage());
        Path closed = file(new byte[]{'a'});
        Assumptions.assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed),
                "skipped: this user may read every file");
        assertEquals(closed + ": may not be read (permission denied)",
                assertThrows(DataException.class, () -> Csv.read(closed, true)).getMessage());
    }

    @Test
    void whatIsWrittenReadsBack() {
        Path out = folder.resolve("out.csv");
        Csv.write(out, List.of("a", "b, c"), List.of(List.of("1", "x\"y"), List.of("2", "two\nlines")));
        Table table = Csv.read(out, true);
        assertEquals(2, table.column("a").number(1));
        assertEquals("x\"y", table.column("b, c").text(0));
        assertEquals("two\nlines", table.column("b, c").text(1));
    }
}
