package dev.lanewise.data.io;

import static dev.lanewise.data.io.CsvText.column;
import static dev.lanewise.data.io.CsvText.notices;
import static dev.lanewise.data.io.CsvText.numbers;
import static dev.lanewise.data.io.CsvText.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns of more different words than are kept: read as short ones are. */
class CsvLongColumnTest {
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
                + "--missing-values unknown takes the text for missing values",
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
                        + "x takes the text for missing values",
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
