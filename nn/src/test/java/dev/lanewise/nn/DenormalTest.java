package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;
import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

/**
 * Where gradients have become zero, moving averages fade by a constant factor for thousands of steps. On many
 * processors arithmetic on the denormal numbers that they would pass through takes a hundred times as long.
 */
class DenormalTest {
    private static final int ROWS = 40;
    private static final int FEATURES = 6;
    private static final int STEPS_PER_EPOCH = 10;
    /** 0.9^n has left the denormal numbers after 980 steps. */
    private static final int EPOCHS = 150;

    /** Momentum (0.9) and Adam at once, so that three states fade; they outlive a training. */
    private record Fading(View velocity, View first, View second) implements Optimizer {
        @Override
        public double learningRate() { return 1e-3; }

        @Override
        public Step start(Compute compute, Scope scope, long length) {
            return (Update update, Counter step) -> {
                compute.momentumStep(update, 0.9, 1, velocity);
                compute.adamStep(update, 0.9, 0.9, 1e-8, step, first, second);
            };
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loops", "simd", "opencl"})
    void statesThatFadeSkipTheDenormalNumbers(String backend) {
        try (var compute = BackendsUnderTest.open(backend); var scope = compute.newScope()) {
            var network = Network.input(FEATURES).dense(16).relu().dense(3).build(compute, 1);
            long length = network.learned().layout().length();
            var states = new Fading(scope.allocate(length), scope.allocate(length), scope.allocate(length));
            var x = Toys.normal(ROWS * FEATURES, new SplitMix64(1, 0));
            var labels = new int[ROWS];
            Arrays.setAll(labels, i -> i % 3);
            var trainer = Trainer.of(network, Loss.softmaxCrossEntropy(), states).epochs(EPOCHS)
                    .batch(ROWS / STEPS_PER_EPOCH);
            try (var training = trainer.open(Samples.classes(x, FEATURES, labels, 3))) {
                training.epoch();
            }
            assertTrue(nonZero(compute, states.first) > length / 2, "the states are in use");

            // From here on every input is zero: no weight of the first layer has a gradient any more.
            try (var training = trainer.open(Samples.classes(new float[x.length], FEATURES, labels, 3))) {
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                    training.epoch();
                    for (var view : new View[]{states.velocity, states.first, states.second, network.learned().flat()})
                        assertEquals(0, denormal(compute, view), "denormal numbers after epoch " + epoch);
                }
            }
            assertTrue(nonZero(compute, states.first) < length / 2, "the states of the first layer have faded");
        }
    }

    private static long nonZero(Compute compute, View view) {
        long count = 0;
        for (float value : download(compute, view))
            count += value != 0 ? 1 : 0;
        return count;
    }

    private static long denormal(Compute compute, View view) {
        long count = 0;
        for (float value : download(compute, view))
            count += value != 0 && Math.abs(value) < Float.MIN_NORMAL ? 1 : 0;
        return count;
    }

    private static float[] download(Compute compute, View view) {
        var values = new float[(int) view.elements()];
        compute.download(view, values);
        return values;
    }
}
