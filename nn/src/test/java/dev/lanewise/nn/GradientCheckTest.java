package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

class GradientCheckTest {
    static Stream<String> cases() { return GradientCase.all().stream().map(GradientCase::name); }

    @ParameterizedTest
    @MethodSource("cases")
    void everyCaseEndsAsItSays(String name) {
        try (var compute = Compute.named("float64")) {
            var outcome = GradientCase.named(name).run(compute);
            assertTrue(outcome.expected(), outcome.toString());
            if (!outcome.passed())
                assertTrue(outcome.difference() > 1e-3, "a fresh mask must not look like rounding: " + outcome);
        }
    }

    @Test
    void refusesFloat32() {
        try (var compute = Compute.named("loops")) {
            var e = assertThrows(IllegalArgumentException.class, () -> GradientCase.named("logistic").run(compute));
            assertEquals("compute: has FLOAT32, a gradient check needs FLOAT64", e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> GradientCase.named("logistics"));
    }

    @Test
    void leavesTheParametersAsTheyWere() {
        try (var compute = Compute.named("float64")) {
            var network = Network.input(4).dense(3).tanh().dense(3).build(compute, 1);
            var samples = Toys.noise(8, 4, 3, 1);
            GradientCheck.of(network, Loss.softmaxCrossEntropy(), samples, 0.5, false);
            var before = network.predict(Toys.x(samples));
            GradientCheck.of(network, Loss.softmaxCrossEntropy(), samples, 0.5, false);
            assertArrayEquals(before, network.predict(Toys.x(samples)));
        }
    }

    /** At the kink the numeric slope is the mean of both sides; the check must say that it does not count. */
    @Test
    void reportsUnitsThatChangeSign() {
        try (var compute = Compute.named("float64")) {
            var network = Network.input(1).dense(2, Initializer.zeros()).relu().dense(2).build(compute, 1);
            var samples = Samples.classes(new float[]{1, 2}, 1, new int[]{0, 1}, 2);
            assertTrue(GradientCheck.of(network, Loss.softmaxCrossEntropy(), samples, 0, false).signChanges() > 0);
        }
    }
}
