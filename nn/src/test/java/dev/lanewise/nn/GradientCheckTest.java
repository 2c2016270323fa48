package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
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
            System.out.println(outcome);
            assertTrue(outcome.expected(), outcome.toString());
            if (!outcome.passed())
                assertTrue(outcome.difference() > 1e-3, "a fresh mask must not look like rounding: " + outcome);
        }
    }
}
