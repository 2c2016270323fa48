package dev.lanewise.nn;

import static dev.lanewise.nn.Loss.meanSquaredError;
import static dev.lanewise.nn.Optimizers.gradientDescent;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.compute.Compute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

/** A gradient is scaled down to the limit however large it is, also where its square leaves the range of a float. */
class ClipNormTest {
    private static final double RATE = 0.5;

    /** A gradient of norm above the limit moves the parameters by the learning rate times the limit. */
    @Test
    void clipsTheNormOfTheGradient() {
        try (var compute = Compute.named("float64")) {
            var samples = Toys.plane(50, 1);
            var network = Network.input(2).dense(1, Initializer.zeros()).build(compute, 1);
            Trainer.of(network, meanSquaredError(), gradientDescent(1)).epochs(1).batch(50).clipNorm(0.25).fit(samples);
            var moved = new double[Math.toIntExact(network.learned().layout().length())];
            compute.download(network.learned().flat(), moved);
            assertEquals(0.25, Math.sqrt(Arrays.stream(moved).map(w -> w * w).sum()), 1e-12);

            Trainer.of(network, meanSquaredError(), gradientDescent(1)).epochs(1).batch(50).clipNorm(1e6).fit(samples);
            var free = Network.input(2).dense(1, Initializer.zeros()).build(compute, 1);
            compute.upload(moved, free.learned().flat());
            free.repack();
            Trainer.of(free, meanSquaredError(), gradientDescent(1)).epochs(1).batch(50).fit(samples);
            assertArrayEquals(free.predict(Toys.x(samples)), network.predict(Toys.x(samples)), 1e-12);
        }
    }

    /** Norm 5.7e19, whose square is beyond float32: a step of length 1 times the rate, as for any other norm. */
    @ParameterizedTest
    @ValueSource(strings = {"loops", "simd", "opencl"})
    void clipsNormsWhoseSquareOverflows(String backend) {
        try (var compute = BackendsUnderTest.open(backend)) {
            var network = Network.input(2).dense(1, Initializer.zeros()).build(compute, 1);
            var samples = Samples.values(new float[]{2e10f, 2e10f}, 2, new float[]{-1e9f}, 1);
            Trainer.of(network, meanSquaredError(), gradientDescent(0.125)).epochs(1).clipNorm(1)
                    .stopOnDivergence(false).fit(samples);
            assertArrayEquals(new double[]{-0.125 * Math.sqrt(0.5), -0.125 * Math.sqrt(0.5)},
                    network.get("dense1.weight"), 1e-6);
            network.set("dense1.weight", 0f, 0f);
            network.set("dense1.bias", 0f);
            Trainer.of(network, meanSquaredError(), gradientDescent(0.125)).epochs(1).clipNorm(1e20)
                    .stopOnDivergence(false).fit(samples);
            assertArrayEquals(new double[]{-5e18, -5e18}, network.get("dense1.weight"), 5e12);
        }
    }

    /** The same in float64, with a gradient of 2e199. */
    @Test
    void clipsNormsWhoseSquareOverflowsInFloat64() {
        try (var compute = Compute.named("float64")) {
            var network = Network.input(1).dense(1).dense(1, Initializer.zeros()).build(compute, 1);
            network.set("dense1.weight", 1e190);
            Trainer.of(network, meanSquaredError(), gradientDescent(0.125)).epochs(1).clipNorm(1)
                    .stopOnDivergence(false).fit(Samples.values(new float[]{1}, 1, new float[]{-1e9f}, 1));
            assertEquals(-0.125, network.get("dense2.weight")[0], 1e-15);
        }
    }

    /** By the weights it is {@code -2 t x}, by the bias {@code -2 t}: of norm 4e34. */
    @ParameterizedTest
    @ValueSource(strings = {"loops", "float64", "simd", "opencl"})
    void stepIsAsLongAsTheLimit(String backend) {
        try (var compute = BackendsUnderTest.open(backend)) {
            var network = Network.input(2).dense(1, Initializer.zeros()).build(compute, 1);
            var samples = Samples.values(new float[]{3e15f, 4e15f}, 2, new float[]{4e18f}, 1);
            Trainer.of(network, meanSquaredError(), gradientDescent(RATE)).epochs(1).batch(1)
                    .clipNorm(1).fit(samples);
            var moved = new double[Math.toIntExact(network.learned().layout().length())];
            compute.download(network.learned().flat(), moved);
            // Some ten roundings in float32.
            assertEquals(RATE, Math.sqrt(Arrays.stream(moved).map(w -> w * w).sum()), 1e-6);
        }
    }
}
