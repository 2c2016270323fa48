package dev.lanewise.data.io;

import static dev.lanewise.data.io.CsvText.notices;
import static dev.lanewise.data.io.CsvText.numbers;
import static dev.lanewise.data.io.CsvText.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How numbers are written: decimal commas, thousands, signs; each column is read as all its cells agree. */
class CsvNotationTest {
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
}
