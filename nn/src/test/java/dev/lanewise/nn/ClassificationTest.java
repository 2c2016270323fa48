package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.nn.Classification.Average;
import org.junit.jupiter.api.Test;

/** Figures worked out by hand from the confusion matrix 2 1 0 / 0 1 1 / 0 0 0 with a third class that never occurs. */
class ClassificationTest {
    private final Classification result = Classification.of(new int[]{0, 0, 0, 1, 1}, new int[]{0, 0, 1, 1, 2}, 3,
            0.25);

    @Test
    void countsDecisions() {
        assertEquals(5, result.count());
        assertEquals(3, result.classes());
        assertEquals(1, result.confusion(0, 1));
        assertEquals(0, result.confusion(1, 0));
        assertEquals(2, result.occurring(1));
        assertEquals(2, result.predicted(1));
        assertEquals(0.6, result.accuracy(), 1e-15);
        assertEquals(0.25, result.loss());
    }

    @Test
    void measuresEachClass() {
        assertEquals(1, result.precision(0), 1e-15);
        assertEquals(2 / 3.0, result.recall(0), 1e-15);
        assertEquals(0.8, result.f1(0), 1e-15);
        assertEquals(0.5, result.precision(1), 1e-15);
        assertEquals(0.5, result.recall(1), 1e-15);
        assertEquals(0.5, result.f1(1), 1e-15);
    }

    @Test
    void dividesNothingByNothing() {
        assertEquals(0, result.precision(2));
        assertEquals(0, result.recall(2));
        assertEquals(0, result.f1(2));
        var unseen = Classification.of(new int[]{0, 0}, new int[]{0, 0}, 2, 0);
        assertEquals(0, unseen.precision(1));
        assertEquals(0.5, unseen.f1(Average.MACRO), 1e-15);
        assertEquals(1, unseen.f1(Average.WEIGHTED), 1e-15);
        assertEquals(0, Classification.of(new int[0], new int[0], 2, 0).accuracy());
    }

    @Test
    void averagesOverClasses() {
        assertEquals(1.5 / 3, result.precision(Average.MACRO), 1e-15);
        assertEquals((2 / 3.0 + 0.5) / 3, result.recall(Average.MACRO), 1e-15);
        assertEquals(1.3 / 3, result.f1(Average.MACRO), 1e-15);
        for (var measure : new double[]{result.precision(Average.MICRO), result.recall(Average.MICRO),
                result.f1(Average.MICRO)})
            assertEquals(0.6, measure, 1e-15);
        assertEquals((3 * 1 + 2 * 0.5) / 5, result.precision(Average.WEIGHTED), 1e-15);
        assertEquals((3 * 2 / 3.0 + 2 * 0.5) / 5, result.recall(Average.WEIGHTED), 1e-15);
        assertEquals((3 * 0.8 + 2 * 0.5) / 5, result.f1(Average.WEIGHTED), 1e-15);
    }

    @Test
    void refusesDifferentLengths() {
        assertThrows(IllegalArgumentException.class, () -> Classification.of(new int[2], new int[3], 2, 0));
    }

    @Test
    void measuresRegressions() {
        var regression = Regression.of(new float[]{1, 2, 3, 6}, new double[]{1, 3, 3, 4}, 1);
        assertEquals(4, regression.count());
        assertEquals(1.25, regression.loss(), 1e-15);
        assertEquals(Math.sqrt(1.25), regression.rmse(), 1e-15);
        assertEquals(0.75, regression.mae(), 1e-15);
        assertEquals(1 - 5 / 14.0, regression.r2(), 1e-15);
        assertEquals(1, Regression.of(new float[]{2, 2}, new double[]{2, 2}, 1).r2());
        assertEquals(Double.NEGATIVE_INFINITY, Regression.of(new float[]{2, 2}, new double[]{2, 3}, 1).r2());
        var columns = Regression.of(new float[]{1, 10, 3, 30}, new double[]{1, 10, 3, 20}, 2);
        assertEquals(1 - 100 / 202.0, columns.r2(), 1e-15);
    }
}
