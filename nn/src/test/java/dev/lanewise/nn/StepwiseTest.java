package dev.lanewise.nn;

import static dev.lanewise.nn.Loss.softmaxCrossEntropy;
import static dev.lanewise.nn.Optimizers.adam;
import static dev.lanewise.nn.Optimizers.gradientDescent;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

/** Training step by step, from weights that come from elsewhere. */
class StepwiseTest {
    private static final Samples SAMPLES = Toys.rings(50, 3, 1);

    private static Network network(Compute compute, long seed) {
        return Network.input(2).dense(8).relu().dense(3).build(compute, seed);
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network, softmaxCrossEntropy(), adam(1e-2)).epochs(3).batch(16).shuffle(false);
    }

    @Test
    void stepsAreThoseOfAnEpoch() {
        try (var compute = Compute.named("loops")) {
            var byEpoch = network(compute, 1);
            var byStep = network(compute, 1);
            try (var epochs = trainer(byEpoch).open(SAMPLES); var steps = trainer(byStep).open(SAMPLES)) {
                for (int epoch = 0; epoch < 2; epoch++) {
                    double loss = 0;
                    // 50 samples are three batches of 16 and one of 2.
                    for (int rows : new int[]{16, 16, 16, 2}) {
                        steps.step();
                        loss += rows * steps.stepLoss() / 50;
                    }
                    assertEquals(epochs.epoch().trainingLoss(), loss, 1e-12);
                }
                assertArrayEquals(byEpoch.predict(Toys.x(SAMPLES)), byStep.predict(Toys.x(SAMPLES)));
                // An epoch starts with the first batch again, wherever the steps stood.
                steps.step();
                assertTrue(steps.epoch().trainingLoss() > 0);
            }
        }
    }

    /** Samples of the user's that fail in the midst, with whatever: the memory for twenty trainings is not there. */
    @Test
    void whatFailsToOpenLeavesNoMemoryTaken() {
        var broken = new Samples() {
            @Override
            public int rows() { return SAMPLES.rows(); }

            @Override
            public int columns() { return SAMPLES.columns(); }

            @Override
            public int classes() { return SAMPLES.classes(); }

            @Override
            public int outputs() { return SAMPLES.outputs(); }

            @Override
            public int[] labels() { return SAMPLES.labels(); }

            @Override
            public float[] targets() { return SAMPLES.targets(); }

            @Override
            public void read(int first, int count, float[] x) { throw new StackOverflowError(); }
        };
        try (var compute = Compute.named("loops", ComputeOptions.DEFAULT.withMemoryLimit(1 << 16))) {
            var trainer = trainer(network(compute, 1));
            for (int i = 0; i < 20; i++)
                assertThrows(StackOverflowError.class, () -> trainer.fit(SAMPLES, broken));
            trainer.fit(SAMPLES, SAMPLES);
        }
    }

    @Test
    void givenParametersReplaceTheFirstOnes() {
        try (var compute = Compute.named("loops")) {
            var network = network(compute, 1);
            network.set("dense1.weight", new float[16]);
            network.set("dense2.bias", 3, 2, 1);
            try (var training = trainer(network).open(SAMPLES)) {
                training.step();
                double sum = Math.exp(3) + Math.exp(2) + Math.exp(1);
                double expected = 0;
                for (int i = 0; i < 16; i++)
                    expected += (Math.log(sum) - (3 - SAMPLES.labels()[i])) / 16;
                assertEquals(expected, training.stepLoss(), 1e-6);
            }
            var length = assertThrows(IllegalArgumentException.class, () -> network.set("dense2.bias", 1));
            assertEquals("dense2.bias: has 3 elements, got 1", length.getMessage());
            var name = assertThrows(IllegalArgumentException.class, () -> network.set("dense3.bias", 1));
            assertEquals(
                    "name: there is no dense3.bias; there are dense1.weight, dense1.bias, dense2.weight, dense2.bias; "
                            + "did you mean 'dense1.bias'?",
                    name.getMessage());
        }
    }

    /** The gradient is what a step of plain descent at rate 1 subtracts. */
    @Test
    void readsGradientsByName() {
        try (var compute = Compute.named("float64")) {
            var network = network(compute, 1);
            try (var training = Trainer.of(network, softmaxCrossEntropy(), gradientDescent(1)).batch(16)
                    .open(SAMPLES)) {
                for (double zero : training.gradient("dense1.weight"))
                    assertEquals(0, zero);
                for (int step = 0; step < 2; step++) {
                    var names = network.names();
                    var before = names.stream().map(network::get).toList();
                    training.step();
                    for (int i = 0; i < names.size(); i++) {
                        var gradient = training.gradient(names.get(i));
                        var moved = before.get(i).clone();
                        Arrays.setAll(moved, j -> moved[j] - gradient[j]);
                        assertArrayEquals(moved, network.get(names.get(i)), 1e-15, names.get(i));
                        assertTrue(Arrays.stream(gradient).anyMatch(g -> g != 0), names.get(i));
                    }
                }
                var e = assertThrows(IllegalArgumentException.class, () -> training.gradient("dense2.wieght"));
                assertTrue(e.getMessage().endsWith("; did you mean 'dense2.weight'?"),
                        e.getMessage());
            }
        }
    }
}
