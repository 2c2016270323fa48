package dev.lanewise.data.io;

import static dev.lanewise.data.io.CsvText.fault;
import static dev.lanewise.data.io.CsvText.notices;
import static dev.lanewise.data.io.CsvText.numbers;
import static dev.lanewise.data.io.CsvText.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.Column;
import dev.lanewise.data.Notice;
import dev.lanewise.data.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.IntStream;

/** Where cells, rows and the header are: delimiters, quotes, titles, comments, lines of blanks. */
class CsvLayoutTest {
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
}
