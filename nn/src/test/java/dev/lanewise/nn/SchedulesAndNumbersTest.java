package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;

class SchedulesAndNumbersTest {
    @Test
    void schedulesFollowTheirFormulas() {
        assertEquals(0.1, Schedule.constant().rate(0.1, 7, 10));
        assertEquals(0.1, Schedule.step(0.5, 3).rate(0.1, 2, 10));
        assertEquals(0.025, Schedule.step(0.5, 3).rate(0.1, 8, 10), 1e-17);
        assertEquals(0.1 * Math.exp(-0.6), Schedule.exponential(0.2).rate(0.1, 3, 10), 1e-16);
        assertEquals(0.1, Schedule.cosine().rate(0.1, 0, 10), 1e-17);
        assertEquals(0.05, Schedule.cosine().rate(0.1, 5, 10), 1e-16);
        assertEquals(0.02 + 0.08 * (1 + Math.cos(0.3 * Math.PI)) / 2, Schedule.cosine(0.02).rate(0.1, 3, 10), 1e-16);
    }

    /** Whatever the number of epochs: it ends at an eighth, and each quarter takes as many epochs, but for one. */
    @Test
    void partsTakeTheWholeTraining() {
        var quarters = Schedule.parts(0.5, 4);
        for (int epochs : new int[]{4, 7, 8, 11, 15, 100}) {
            var counts = new int[4];
            for (int epoch = 0; epoch < epochs; epoch++) {
                double rate = quarters.rate(0.8, epoch, epochs);
                int part = (int) Math.round(-Math.log(rate / 0.8) / Math.log(2));
                assertEquals(0.8 * Math.pow(0.5, part), rate, 1e-16);
                counts[part]++;
            }
            assertEquals(0.1, quarters.rate(0.8, epochs - 1, epochs), 1e-16);
            for (int count : counts)
                assertTrue(count == epochs / 4 || count == Math.ceilDiv(epochs, 4), Arrays.toString(counts));
        }
        assertEquals(0.8, quarters.rate(0.8, 0, 1));
        for (int epoch = 0; epoch < 12; epoch++)
            assertEquals(Schedule.step(0.5, 3).rate(0.7, epoch, 12), quarters.rate(0.7, epoch, 12));
        assertThrows(IllegalArgumentException.class, () -> Schedule.parts(0.5, 0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.parts(-1, 4));
    }

    @Test
    void refuseNumbersOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> Schedule.step(0, 1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.step(0.5, 0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.exponential(-1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(Double.NaN));
        var e = assertThrows(IllegalArgumentException.class, () -> Optimizers.adam(-1));
        assertEquals("learningRate: must be positive, got -1.0", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Optimizers.gradientDescent(0));
        assertThrows(IllegalArgumentException.class, () -> Optimizers.heavyBall(0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Optimizers.Rmsprop(0.1, 0.9, 0));
        assertThrows(IllegalArgumentException.class, () -> Initializer.random(0));
    }

    /** With n numbers the mean of the squares errs by sqrt(2/n) of the variance: five times that is the tolerance. */
    @ParameterizedTest
    @EnumSource(Initializer.Kind.class)
    void initializersHaveTheirVariance(Initializer.Kind kind) {
        int inputs = 300;
        int outputs = 100;
        var initializer = new Initializer(kind, kind == Initializer.Kind.RANDOM ? 0.01 : 0);
        double variance = switch (kind) {
            case ZEROS -> 0;
            case RANDOM -> 1e-4;
            case XAVIER -> 2.0 / 400;
            case HE -> 2.0 / 300;
        };
        var weights = initializer.weights(inputs, outputs, inputs * outputs, new SplitMix64(1, 0));
        double sum = Arrays.stream(weights).sum();
        double squares = Arrays.stream(weights).map(w -> w * w).sum();
        assertEquals(0, sum / weights.length, 5 * Math.sqrt(variance / weights.length));
        assertEquals(variance, squares / weights.length, 5 * variance * Math.sqrt(2.0 / weights.length));
        assertEquals(initializer, Initializer.parse(initializer.toString()));
    }
}
