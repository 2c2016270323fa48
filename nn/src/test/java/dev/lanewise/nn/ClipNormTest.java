package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

/** A gradient is scaled down to the limit however large it is, also where its square leaves the range of a float. */
class ClipNormTest {
    private static final double RATE = 0.5;

    /** By the weights it is {@code -2 t x}, by the bias {@code -2 t}: of norm 4.1e19 and 4e34. */
    @ParameterizedTest
    @CsvSource({"loops, 1", "loops, 1e15", "float64, 1", "float64, 1e15", "simd, 1", "simd, 1e15", "opencl, 1",
            "opencl, 1e15"})
    void stepIsAsLongAsTheLimit(String backend, float size) {
        try (var compute = BackendsUnderTest.open(backend)) {
            var network = Network.input(2).dense(1, Initializer.zeros()).build(compute, 1);
            var samples = Samples.values(new float[]{3 * size, 4 * size}, 2, new float[]{4e18f}, 1);
            Trainer.of(network, Loss.meanSquaredError(), Optimizers.gradientDescent(RATE)).epochs(1).batch(1)
                    .clipNorm(1).fit(samples);
            var moved = new double[Math.toIntExact(network.learned().layout().length())];
            compute.download(network.learned().flat(), moved);
            // Some ten roundings in float32.
            assertEquals(RATE, Math.sqrt(Arrays.stream(moved).map(w -> w * w).sum()), 1e-6);
        }
    }
}
