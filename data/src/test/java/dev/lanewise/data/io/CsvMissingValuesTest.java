package dev.lanewise.data.io;

import static dev.lanewise.data.io.CsvText.column;
import static dev.lanewise.data.io.CsvText.notices;
import static dev.lanewise.data.io.CsvText.numbers;
import static dev.lanewise.data.io.CsvText.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Which cells are missing values, and which make it doubtful what their column holds. */
class CsvMissingValuesTest {
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
                + "--missing-values unknown takes the text for missing values", table.column("income").doubt());
        assertNull(table.column("id").doubt());
        assertTrue(read("paid $\n1\nnot yet\n2\n").column("paid $").doubt()
                .endsWith("--missing-values 'not yet' takes the text for missing values"));
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
}
