package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

/** What a cell is as a number. */
class ColumnTest {
    /** Short ones are computed from their digits, longer ones by the library: both are the nearest double. */
    @Test
    void numbersAreTheNearestDouble() {
        var random = new SplittableRandom(20261130);
        for (int i = 0; i < 200_000; i++) {
            var cell = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
            int digits = random.nextInt(1, 19);
            int point = random.nextInt(-1, digits + 1);
            for (int d = 0; d <= digits; d++) {
                if (d == point) {
                    cell.append('.');
                }
                if (d < digits) {
                    cell.append((char) ('0' + random.nextInt(10)));
                }
            }
            assertEquals(Double.parseDouble(cell.toString()), Column.parse(cell.toString()), cell::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "-0.0", "5.", ".5", "-.5", "+5", "1e3", "1E-400", "1e999", "-1e999",
            "999999999999999", "0.000000000000001", "00012", "123456789012345678901234567890"})
    void whatIsWrittenOtherwiseIsTheSameNumber(String cell) {
        assertEquals(Double.parseDouble(cell), Column.parse(cell));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", ".", "-.", "1.2.3", "1-2", "--1", "1f", "0x10", "NaN", "Infinity", "1 2", "e5", "1,5",
                    "١"})
    void everythingElseIsNone(String cell) {
        assertFalse(Column.isNumber(cell));
    }

    @Test
    void spelledValuesThatAreNotFinite() {
        for (String cell : new String[]{"nan", "NaN", "-NaN", "inf", "+Inf", "-INFINITY", "Infinity"}) {
            assertTrue(Column.isNotFinite(cell), cell);
        }
        for (String cell : new String[]{"", "-", "1", "infinite", "n", "--inf", "+-nan"}) {
            assertFalse(Column.isNotFinite(cell), cell);
        }
    }
}
