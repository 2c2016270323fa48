package dev.lanewise.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Notice;
import dev.lanewise.data.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What files hold that were not written for this reader, each read for what it is or refused in words. */
class CsvRecognitionTest {
    private static Table read(byte[] bytes, CsvOptions options) {
        return Csv.read("t.csv", new ByteArrayInputStream(bytes), options);
    }

    private static Table read(String text, CsvOptions options) {
        return read(text.getBytes(StandardCharsets.UTF_8), options);
    }

    private static Table read(String text) { return read(text, CsvOptions.DEFAULT); }

    private static String fault(byte[] bytes, CsvOptions options) {
        return assertThrows(DataException.class, () -> read(bytes, options)).getMessage();
    }

    private static String fault(String text) {
        return fault(text.getBytes(StandardCharsets.UTF_8), CsvOptions.DEFAULT);
    }

    private static double[] numbers(Column column) {
        assertTrue(column.numeric(), column.doubt());
        return IntStream.range(0, column.rows()).mapToDouble(column::number).toArray();
    }

    private static List<String> notices(Table table) { return table.notices().stream().map(Notice::text).toList(); }

    private static String column(String title, List<String> cells) {
        return title + "\n" + String.join("\n", cells.stream().map(cell -> "\"" + cell + "\"").toList()) + "\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"NA", "?", "N/A", "n/a", "#N/A", "NaN", "nan", "null", "NULL", "None", "\\N", "-", "."})
    void missingWordsAreMissingInColumnsOfNumbersAndCounted(String word) {
        Table table = read("x,y\n1.5," + word + "\n" + word + ",2\n,3\n" + word + ",4\n");
        assertArrayEquals(new double[]{1.5, Double.NaN, Double.NaN, Double.NaN}, numbers(table.column("x")));
        assertEquals(List.of("t.csv: missing values: x 3 (1 empty, 2 " + word + "), y 1 (" + word + ")"),
                notices(table));
        assertFalse(table.notices().getFirst().isWarning());
    }

    @Test
    void otherWordsAreMissingWhenTheyAreNamed() {
        Table table = read("x\n1\nunknown\n-999\n2\n", CsvOptions.DEFAULT.withMissing(Set.of("unknown", "-999")));
        assertArrayEquals(new double[]{1, Double.NaN, Double.NaN, 2}, numbers(table.column("x")));
    }

    @Test
    void missingWordsAreComparedAsCellsAre() {
        Table table = read("x\n1\n-999.0\nnone\n-999\n", CsvOptions.DEFAULT
                .withMissing(Set.of("-999.00", " none", "unknown")));
        assertArrayEquals(new double[]{1, Double.NaN, Double.NaN, Double.NaN}, numbers(table.column("x")));
        assertEquals("t.csv: --missing-values: no cell is 'unknown'", notices(table).getLast());
        assertEquals(2, notices(table).size());
        assertTrue(read("x\n1\n000\n", CsvOptions.DEFAULT.withMissing(Set.of("0"))).column("x").number(1) == 0);
    }

    @Test
    void mostlyNumbersIsDoubtedWithLineCellAndTheWaysOut() {
        Table table = read("id,income\na,1\nb,2\nc,unknown\nd,4\n");
        assertEquals("t.csv line 4: column 'income' holds 'unknown', while 3 of its 4 cells are numbers; "
                + "--missing-values unknown takes the text for missing values, --categorical income the column for "
                + "categories", table.column("income").doubt());
        assertNull(table.column("id").doubt());
        assertTrue(read("paid $\n1\nnot yet\n2\n").column("paid $").doubt()
                .endsWith("--missing-values 'not yet' takes the "
                        + "text for missing values, --categorical 'paid $' the column for categories"));
        assertTrue(
                read("a;paid, $\nb;1\nc;not yet\nd;2\n").column("2").doubt().endsWith("--categorical 2 the column for "
                        + "categories"));
        assertTrue(read("x\nsum\n1\n2\n").column("x").doubt().contains("--skip N leaves out the N lines before it"));
        assertTrue(read("x\n1\n2\n", CsvOptions.DEFAULT.withHeader(false)).column("c1").doubt()
                .contains("leave --no-header out"));
    }

    /** Ticket numbers: three of four are numbers, the others are many different texts. */
    @Test
    void identifiersOfManyTextsAreTextWithoutDoubt() {
        List<String> cells = IntStream.range(0, 100).mapToObj(i -> i % 4 == 0 ? "PC " + i : "" + (1000 + i)).toList();
        assertNull(read(column("ticket", cells)).column("ticket").doubt());
        List<String> fewer = IntStream.range(0, 100).mapToObj(i -> i % 12 == 0 ? "PC " + i : "" + (1000 + i)).toList();
        assertTrue(read(column("ticket", fewer)).column("ticket").doubt().contains("91 of its 100 cells are numbers"));
    }

    @ParameterizedTest
    @CsvSource({"semicolons, ;", "pipes, |", "tabs, TAB", "commas, ','"})
    void delimitersAreRecognised(String name, String sign) {
        String delimiter = sign.equals("TAB") ? "\t" : sign;
        Table table = read("a,b,c\n1,\"x,;|y\",2\n3,z,4\n".replace("\"x,;|y\"", "QUOTED").replace(",", delimiter)
                .replace("QUOTED", "\"x,;|\ty\""));
        assertEquals(3, table.columns().size());
        assertEquals("x,;|\ty", table.column("b").text(0));
        assertEquals(name.equals("commas") ? List.of() : List.of("t.csv: cells are separated by " + name),
                notices(table));
        assertEquals(1, read("a;b\n1;2\n", CsvOptions.DEFAULT.withDelimiter('\t')).columns().size());
    }

    @Test
    void aDelimiterThatMayBeAnotherIsWarnedOf() {
        String text = "1,5;2,5\n3,5;4,5\n";
        CsvOptions options = CsvOptions.DEFAULT.withHeader(false);
        Table table = read(text, options);
        assertEquals(
                "t.csv: cells are taken to be separated by semicolons, 2 in a line, but may be by commas, 3 in a line; "
                        + "--delimiter says by which",
                notices(table).getFirst());
        assertTrue(table.notices().getFirst().isWarning());
        assertFalse(read(text, options.withDelimiter(';')).notices().getFirst().isWarning());
        assertEquals(3, read(text, options.withDelimiter(',')).columns().size());
        assertFalse(read("a;b\n" + text).notices().getFirst().isWarning());
    }

    @Test
    void decimalCommasDoNotSeparateCells() {
        Table table = read("1,5;2,5;a\n3,25;-4;b\n", CsvOptions.DEFAULT.withHeader(false));
        assertArrayEquals(new double[]{1.5, 3.25}, numbers(table.column("c1")));
        assertArrayEquals(new double[]{2.5, -4}, numbers(table.column("c2")));
        assertEquals(List.of("t.csv: cells are separated by semicolons",
                "t.csv: read as numbers with decimal commas: c1, c2"), notices(table));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    1,234,567.5 | 1234567.5 | thousands separated by commas
                    1.234.567,5 | 1234567.5 | decimal commas and thousands separated by points
                    1.234.567   | 1234567   | thousands separated by points
                    1 234 567.5 | 1234567.5 | thousands separated by spaces
                    1\u202F234,5 | 1234.5   | decimal commas and thousands separated by spaces
                    1'234'567.5 | 1234567.5 | thousands separated by apostrophes
                    12,5        | 12.5      | decimal commas
                    0,123       | 0.123     | decimal commas
                    12.5%       | 12.5      | percent signs, which are taken off
                    12,5 %      | 12.5      | decimal commas and percent signs, which are taken off
                    $1,234.50   | 1234.5    | thousands separated by commas and signs $, which are taken off
                    -$5         | -5        | signs $, which are taken off
                    $-5         | -5        | signs $, which are taken off
                    ($1,234.5)  | -1234.5   | thousands separated by commas and signs $, which are taken off and negative numbers in parentheses
                    5.50 €      | 5.5       | signs €, which are taken off
                    """)
    void numbersAreReadAsTheirColumnAgreesAndThatIsSaid(String cell, double value, String notation) {
        Table table = read("n;t\n\"" + cell + "\";x\n\"" + cell + "\";y\n");
        assertArrayEquals(new double[]{value, value}, numbers(table.column("n")));
        assertEquals("t.csv: read as numbers with " + notation + ": n", notices(table).getLast());
    }

    @Test
    void commasThatMayBeEitherAreAskedAbout() {
        String semicolons = "n;t\n1,234;x\n2,500;y\n";
        assertEquals("t.csv line 2: column 'n' holds '1,234', which may be 1234.0 or 1.234: --decimal . or --decimal , "
                + "says what divides the digits", read(semicolons).column("n").doubt());
        assertEquals(1.234, read(semicolons, CsvOptions.DEFAULT.withDecimal(',')).column("n").number(0));
        assertEquals(1234, read(semicolons, CsvOptions.DEFAULT.withDecimal('.')).column("n").number(0));
        // Between commas, a decimal comma would not be written.
        assertEquals(1234, read("n,t\n\"1,234\",x\n\"2,500\",y\n").column("n").number(0));
        assertEquals(1234, read("n;t\n1.234;x\n", CsvOptions.DEFAULT.withDecimal(',')).column("n").number(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"1,5 | 2 | ,", "1,5 | 1.234 | ,", "1,5 | 2.5 | AUTO", "1 | 2 | AUTO", "1.5 | 2 | .",
                    "1.234 | 2 | .", "1.234,5 | 2 | ,", "x | y | AUTO"})
    void theDecimalSignIsToldWhereAllColumnsAgree(String one, String other, String decimal) {
        char sign = decimal.equals("AUTO") ? CsvOptions.AUTO : decimal.charAt(0);
        assertEquals(sign, read("a;b\n" + one + ";" + other + "\n").decimal());
        assertEquals('.', read("a;b\nx;y\n", CsvOptions.DEFAULT.withDecimal('.')).select(new int[]{0}).decimal());
    }

    /** In a file of decimal commas, 1.234 is more likely 1234; beside decimal points it is what it is. */
    @ParameterizedTest
    @ValueSource(ints = {10, 10_000})
    void pointsBesideDecimalCommasAreAskedAbout(int rows) {
        String text = "n;t\n" + IntStream.range(0, rows).mapToObj(i -> (1 + i % 999) + "." + (100 + i % 900) + ";2,5\n")
                .collect(Collectors.joining());
        assertEquals(
                "t.csv line 2: column 'n' holds '1.100', while column 't' has decimal commas: --decimal , takes the "
                        + "point for one between thousands, --decimal . for a decimal point",
                read(text).column("n").doubt());
        assertEquals(1100, read(text, CsvOptions.DEFAULT.withDecimal(',')).column("n").number(0));
        assertEquals(1.1, read(text.replace("2,5", "2.5")).column("n").number(0));
    }

    @Test
    void cellsThatDoNotAgreeAreNamed() {
        assertTrue(read("n;t\n12%;x\n0.5;y\n").column("n").doubt().startsWith(
                "t.csv line 2: column 'n' holds '12%' and in line 3 '0.5': numbers that are not written in one way"));
        assertTrue(read("n;t\n1.5;x\n2,5;y\n").column("n").doubt().contains("not written in one way"));
        assertTrue(read("n;t\n1.5;x\n2.5;y\n", CsvOptions.DEFAULT.withDecimal(',')).column("n").doubt().endsWith(
                "holds '1.5', which is no number with the decimal sign that --decimal says"));
    }

    @Test
    void titlesAndCommentsAreNamedWithTheWayToSkipThem() {
        String text = "# measured 2024\n\nStation 7\na,b,c\n1,2,x\n3,4,y\n5,6,z\n7,8,u\n";
        assertEquals(
                "t.csv: most lines, from line 4 on, have 3 cells, but not the first; a title or comment before the "
                        + "header is left out by --skip 3",
                fault(text));
        Table table = read(text, CsvOptions.DEFAULT.withSkip(3));
        assertEquals(4, table.rows());
        assertEquals(5, table.line(0));
        assertEquals("t.csv line 3: has 1 cells, expected 2 as in the first line (a comment? only those before the "
                + "header can be left out, by --skip)", fault("a,b\n1,2\n# three\n3,4\n"));
    }

    @Test
    void aHeaderWithoutTheTitleOfRowNamesIsNamed() {
        assertEquals(
                "t.csv: the first line has 2 cells, the rows 3: a title is missing, as R writes none for the names of "
                        + "rows; put one before the others (a comment is left out by --skip 1)",
                fault("\"x\",\"y\"\n\"1\",5.1,a\n\"2\",4.9,b\n"));
    }

    @Test
    void aHeaderOfValuesIsWarnedOf() {
        Notice notice = read("5.1,3.5,setosa\n4.9,3.0,setosa\n7.0,3.2,versicolor\n").notices().getFirst();
        assertTrue(notice.isWarning());
        assertEquals(
                "t.csv: the first line was taken for the names of the columns, but '5.1' looks like a value; if it "
                        + "is a row, --no-header reads it as one",
                notice.text());
        assertEquals(List.of(), read("a,b,setosa\n1,2,setosa\n").notices());
        for (String line : List.of("5,1;3,5;setosa\n", "5%;$3;setosa\n", "1 234;(5);setosa\n")) {
            assertTrue(read(line + line.replace("5", "7").replace("3", "8")).notices().stream()
                    .anyMatch(
                            said -> said.isWarning() && said.text().contains("the first line was taken for the names")),
                    line);
        }
    }

    @Test
    void anUnnamedColumnGetsANameThatIsFree() {
        Table table = read(",c1,c1_2,\n0,1,2,3\n");
        assertEquals(List.of("c1_3", "c1", "c1_2", "c4"), table.columns().stream().map(Column::name).toList());
        assertTrue(notices(table).getFirst().endsWith("the title of column 1 is empty, it is called c1_3"));
        assertEquals("c1", read(",b\n0,1\n").columns().getFirst().name());
    }

    @Test
    void linesOfBlanksAreSkipped() {
        Table table = read("a,b\n  \n1,2\n\t\n \u00A0\n3,4\n   ");
        assertEquals(2, table.rows());
        assertEquals(6, table.line(1));
        assertEquals(List.of("t.csv: 4 lines of blanks were skipped"), notices(table));
        assertEquals(2, read("a\tb\n1\t2\n \t \t \n3\t4\n").rows());
        assertEquals(List.of("t.csv: 2 lines of blanks were skipped"), notices(read("\na,b\n1,2\n\n3,4\n")));
    }

    /** So that as many rows are predicted as the file has. */
    @Test
    void anEmptyLineIsAMissingCellOfAFileOfOneColumn() {
        Table table = read("\nx\n1\n\n \n2\n\n\n");
        assertArrayEquals(new double[]{1, Double.NaN, Double.NaN, 2}, numbers(table.column("x")));
        assertEquals(List.of(3L, 4L, 5L, 6L), IntStream.range(0, 4).mapToObj(table::line).toList());
        assertEquals(List.of("t.csv: 3 lines of blanks were skipped", "t.csv: missing values: x 2"), notices(table));
        assertArrayEquals(new double[]{Double.NaN, 1}, numbers(read("x\n\n1\n").column("x")));
        assertEquals(1, read("\n1\n", CsvOptions.DEFAULT.withHeader(false)).rows());
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void quotesMayStandBehindBlanks(String delimiter) {
        Table table = read("a, \"b\" ,c\n \"1.5\", \"x,;|\ty\",\n\"2.5\" , \"z\", 3 4\n,\"\",\"\"\n"
                .replace(",;|\ty", "REST").replace(",", delimiter).replace("REST", ",;|\ty"));
        assertArrayEquals(new double[]{1.5, 2.5, Double.NaN}, numbers(table.column("a")));
        assertEquals("x,;|\ty", table.column("b").text(0));
        assertTrue(table.column("c").missing(0));
        assertEquals("3 4", table.column("c").text(1));
    }

    @Test
    void moreColumnsThanSixteenThousand() {
        String header = String.join(",", IntStream.rangeClosed(1, 16_385).mapToObj(i -> "p" + i).toList());
        String row = String.join(",", IntStream.rangeClosed(1, 16_385).mapToObj(i -> "" + i % 256).toList());
        Table table = read(header + "\n" + row + "\n" + row + "\n");
        assertEquals(16_385, table.columns().size());
        assertEquals(16_385 % 256, table.column("p16385").number(1));
    }

    @Test
    void encodings() {
        byte[] latin = "name,n\ncaf\u00e9,1\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("t.csv: is not UTF-8 text; --encoding windows-1252 or another reads it",
                fault(latin, CsvOptions.DEFAULT));
        assertEquals("caf\u00e9", read(latin, CsvOptions.DEFAULT.withEncoding(CsvOptions.encoding("windows-1252")))
                .column("name").text(0));
        for (Charset utf16 : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            byte[] marked = "\uFEFFname,n\ncaf\u00e9,1\n".getBytes(utf16);
            Table table = read(marked, CsvOptions.DEFAULT);
            assertEquals("caf\u00e9", table.column("name").text(0));
            assertEquals(List.of("t.csv: is " + utf16 + " text, as its byte order mark says"), notices(table));
            byte[] unmarked = "name,n\nabc,1\n".getBytes(utf16);
            assertEquals("t.csv: is UTF-16 text without a byte order mark; --encoding " + utf16 + " reads it",
                    fault(unmarked, CsvOptions.DEFAULT));
            assertEquals(1, read(unmarked, CsvOptions.DEFAULT.withEncoding(utf16)).rows());
        }
        assertTrue(fault("\uFEFFa\n1\n".getBytes(StandardCharsets.UTF_8), CsvOptions.DEFAULT
                .withEncoding(StandardCharsets.ISO_8859_1)).contains("byte order mark"));
        assertTrue(assertThrows(DataException.class, () -> CsvOptions.encoding("utf8-ish")).getMessage()
                .startsWith("there is no encoding 'utf8-ish'"));
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void aZipOfOneFileIsReadAndOthersAreNamed() throws IOException {
        Table table = read(zip("folder/", "", "folder/rows.csv", "a;b\n1;2\n", "__MACOSX/rows.csv", "x"),
                CsvOptions.DEFAULT);
        assertEquals(2, table.column("b").number(0));
        assertEquals("t.csv: is a zip; 'folder/rows.csv' in it is read", notices(table).getFirst());
        assertEquals("t.csv: is a zip of several files, 'b.csv' is another, expected one; unpack it first",
                fault(zip("a.csv", "a\n1\n", "b.csv", "a\n1\n"), CsvOptions.DEFAULT));
        assertTrue(fault(zip("[Content_Types].xml", "<x/>", "xl/workbook.xml", "<x/>"), CsvOptions.DEFAULT)
                .startsWith("t.csv: is a workbook"));
        assertTrue(fault(zip("docProps/app.xml", "<x/>", "xl/workbook.xml", "<x/>"), CsvOptions.DEFAULT)
                .startsWith("t.csv: is a workbook"));
        assertTrue(fault(zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), CsvOptions.DEFAULT)
                .startsWith("t.csv: is a workbook"));
        assertTrue(fault(zip(), CsvOptions.DEFAULT).contains("without a file"));
    }

    @Test
    void whatIsNoTextIsNamed() {
        byte[] xls = {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1, 0, 0};
        assertTrue(fault(xls, CsvOptions.DEFAULT).startsWith("t.csv: is a workbook (.xls)"));
        assertTrue(fault("%PDF-1.7 ...").contains("a PDF document"));
        assertTrue(fault("<!DOCTYPE html><html>").contains("a web page"));
        assertTrue(fault("PAR1\u0015\u0004").contains("Parquet"));
        assertTrue(fault("BZh91AY&SY").contains("packed by bzip2"));
        assertEquals(2, read("BZh,PAR1\n1,2\n3,4\n").rows());
        assertEquals(2, read("PAR1,BZh9\n1,2\n3,4\n").rows());
        assertTrue(fault("a,b\n1,\u0000\n").contains("bytes that are 0"));
    }

    @Test
    void aBombIsRefusedBeforeItFillsTheMemory() {
        byte[] text = TestBytes.gzip("1\n".repeat(10 << 20).getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                "t.csv: expands to more than 200 times its size; if that is right, unpack it and read the unpacked "
                        + "file",
                fault(text, CsvOptions.DEFAULT));
    }

    /** Beyond the words that are kept, numbers are held as such; a text that comes late is found nevertheless. */
    @Test
    void aQuantityOfVeryManyNumbers() {
        List<String> cells = IntStream.range(0, 10_000).mapToObj(i -> i + ".25").toList();
        Column quantity = read(column("q", cells)).column("q");
        assertEquals(9_999.25, quantity.number(9_999));
        assertEquals("9999.25", quantity.text(9_999));
        Column zeros = read(column("q", IntStream.range(0, 10_000).mapToObj(i -> i + ".50").toList())).column("q");
        assertEquals("0.5", zeros.text(0));
        Column exponents = read(column("q", IntStream.range(0, 10_000).mapToObj(i -> i + ".5").toList().stream()
                .map(cell -> cell.equals("9000.5") ? "90005e-1" : cell).toList())).column("q");
        assertEquals(
                "t.csv line 9002: column 'q' holds '90005e-1', which is not in plain digits, among too many different "
                        + "numbers to be classes or categories",
                assertThrows(DataException.class, () -> exponents.text(0)).getMessage());
        var late = new ArrayList<>(cells);
        late.set(9_000, "unknown");
        assertEquals("t.csv line 9002: column 'q' holds 'unknown', while 9999 of its 10000 cells are numbers; "
                + "--missing-values unknown takes the text for missing values, --categorical q the column for categories",
                read(column("q", late)).column("q").doubt());
        late.set(9_000, "NA");
        assertTrue(read(column("q", late)).column("q").missing(9_000));
    }

    /** What comes after the words that are kept counts as much as what comes before. */
    @Test
    void aQuantityOfVeryManyNumbersIsReadAsAllItsCellsAgree() {
        String french = "q;t\n" + IntStream.range(0, 10_000).mapToObj(i -> i == 9_000
                ? "1 234,5;x\n"
                : i % 5 == 0
                        ? "-;x\n"
                        : i + ",5;x\n")
                .collect(Collectors.joining());
        Table table = read(french);
        assertEquals(1234.5, numbers(table.column("q"))[9_000]);
        assertEquals(9_999.5, table.column("q").number(9_999));
        assertEquals(List.of("t.csv: cells are separated by semicolons", "t.csv: missing values: q 1999 (-)",
                "t.csv: read as numbers with decimal commas and thousands separated by spaces: q"), notices(table));
        assertEquals(
                "t.csv line 9003: column 'q' holds 'x', while 8000 of its 8001 cells are numbers; --missing-values "
                        + "x takes the text for missing values, --categorical q the column for categories",
                read(french.replace("9001,5", "x")).column("q").doubt());
        List<String> percents = IntStream.range(0, 10_000)
                .mapToObj(i -> i == 9_000 ? "1,200%" : i % 999 + "." + i + "%")
                .toList();
        assertEquals(1200, numbers(read(column("q", percents)).column("q"))[9_000]);
    }

    /** Also where a text that comes late makes the column text. */
    @ParameterizedTest
    @CsvSource({"00012, 12", "1577134800018226901, 1577134800018226902"})
    void codesAmongVeryManyNumbersStayWhatTheyAre(String one, String other) {
        var cells = new ArrayList<>(IntStream.range(0, 10_000).mapToObj(String::valueOf).toList());
        cells.set(8_000, one);
        cells.set(8_001, other);
        cells.set(8_002, "NA");
        Column codes = read(column("q", cells)).column("q");
        assertEquals(List.of(one, other, "NA"), IntStream.range(8_000, 8_003).mapToObj(codes::written).toList());
        assertEquals(List.of(one, other), IntStream.range(8_000, 8_002).mapToObj(codes::text).toList());
        cells.set(9_000, "text");
        Column text = read(column("q", cells)).column("q");
        assertEquals(List.of(one, other, "NA"), IntStream.range(8_000, 8_003).mapToObj(text::written).toList());
        assertEquals(List.of(one, other), IntStream.range(8_000, 8_002).mapToObj(text::text).toList());
    }
}
