package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Curves as text and between their points. */
class CurveTest {
    @Test
    void textIsReadBack() {
        var curve = new Curve(List.of(0.4123, 0.5, 1.25), List.of(1L, 12L, 400L));
        assertEquals("0.4123:1 0.5:12 1.25:400", curve.toString());
        assertEquals(curve, Curve.parse(curve.toString()));
    }

    @Test
    void betweenTwoMomentsWorkIsDoneEvenly() {
        var curve = Curve.parse("0.5:1 1.0:11 2.0:111");
        assertEquals(0.5, curve.first());
        assertEquals(2, curve.last());
        assertEquals(0, curve.at(0.49));
        assertEquals(1, curve.at(0.5));
        assertEquals(6, curve.at(0.75), 1e-12);
        assertEquals(11, curve.at(1), 1e-12);
        assertEquals(61, curve.at(1.5), 1e-12);
        assertEquals(111, curve.at(2), 1e-12);
        assertEquals(Double.NaN, curve.at(2.01));
        assertEquals(1, Curve.parse("7.5:1").at(7.5));
    }

    @ParameterizedTest
    @CsvSource({"'',must look like", "'0.5:1 ',must look like", "1:1,must look like", "0.5:-1,must look like",
            "0.5:2 0.6:3,must begin with one", "0.5:1 0.5:2,must rise", "0.5:1 0.4:2,must rise",
            "0.5:1 0.6:3 0.7:3,must rise"})
    void whatIsNoCurveIsRefusedInOneLine(String text, String reason) {
        var error = assertThrows(IllegalArgumentException.class, () -> Curve.parse(text));
        assertTrue(error.getMessage().contains(reason), error.getMessage());
    }
}
