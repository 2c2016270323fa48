package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

class PredictionTest {
    /** Rows around the size of a chunk: each is predicted as it is alone. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, 1025, 2048, 2500})
    void predictsAnyNumberOfRows(int rows) {
        try (var compute = Compute.named("float64")) {
            var network = trained(compute);
            var x = Toys.normal(2 * rows, new SplitMix64(1));
            var all = network.predict(x);
            assertEquals(3 * rows, all.length);
            for (int i = 0; i < rows; i += 511) {
                var one = network.predict(Arrays.copyOfRange(x, 2 * i, 2 * i + 2));
                assertArrayEquals(one, Arrays.copyOfRange(all, 3 * i, 3 * i + 3), 1e-14);
                assertEquals(1, Arrays.stream(one).sum(), 1e-14);
            }
        }
    }

    /**
     * Outside training dropout does nothing and batch normalisation uses its running statistics: no sample sees
     * another.
     */
    @Test
    void predictionDoesNotDependOnTheOtherSamples() {
        try (var compute = Compute.named("float64")) {
            var network = trained(compute);
            var x = Toys.normal(20, new SplitMix64(1));
            var shifted = x.clone();
            for (int i = 2; i < shifted.length; i++)
                shifted[i] += 100;
            assertArrayEquals(Arrays.copyOf(network.predict(x), 3), Arrays.copyOf(network.predict(shifted), 3));
            assertArrayEquals(network.predict(x), network.predict(x));
        }
    }

    @Test
    void classifyTakesTheMostProbableClass() {
        try (var compute = Compute.named("loops")) {
            var network = trained(compute);
            var samples = Toys.rings(50, 3, 9);
            var classes = network.classify(Toys.x(samples));
            var probabilities = network.predict(Toys.x(samples));
            for (int i = 0; i < classes.length; i++)
                for (int c = 0; c < 3; c++)
                    assertTrue(probabilities[3 * i + classes[i]] >= probabilities[3 * i + c]);
            var result = (Classification) network.evaluate(samples);
            assertEquals(Classification.of(samples.labels(), classes, 3, 0).accuracy(), result.accuracy());
        }
    }

    @Test
    void decidesTwoClassesWithOneOutput() {
        try (var compute = Compute.named("loops")) {
            var samples = Samples.classes(new float[]{-2, -1, 1, 2}, 1, new int[]{0, 0, 1, 1}, 2);
            var network = Network.input(1).dense(1).build(compute, 1);
            Trainer.of(network, Loss.sigmoidCrossEntropy(), Optimizers.adam(0.1)).epochs(100).fit(samples);
            assertArrayEquals(samples.labels(), network.classify(Toys.x(samples)));
            var probabilities = network.predict(Toys.x(samples));
            double loss = Loss.binaryCrossEntropy(new float[]{0, 0, 1, 1}, probabilities);
            assertEquals(loss, network.evaluate(samples).loss(), 1e-12);
        }
    }

    @Test
    void judgesSeveralLabelsOneByOne() {
        try (var compute = Compute.named("loops")) {
            var samples = Samples.values(new float[]{-1, 1}, 1, new float[]{0, 1, 1, 0}, 2);
            var network = Network.input(1).dense(2).build(compute, 1);
            Trainer.of(network, Loss.sigmoidCrossEntropy(), Optimizers.adam(0.1)).epochs(100).fit(samples);
            var result = (Classification) network.evaluate(samples);
            assertEquals(4, result.count());
            assertEquals(1, result.accuracy());
            assertThrows(IllegalStateException.class, () -> network.classify(Toys.x(samples)));
        }
    }

    @Test
    void refusesBrokenRows() {
        try (var compute = Compute.named("loops")) {
            var network = trained(compute);
            var e = assertThrows(IllegalArgumentException.class, () -> network.predict(new float[3]));
            assertEquals("x: has 3 elements, needs a multiple of 2 features", e.getMessage());
        }
    }

    private static Network trained(Compute compute) {
        var network = Network.input(2).dense(16).batchNorm().relu().dropout(0.5).dense(3).build(compute, 1);
        Trainer.of(network, Loss.softmaxCrossEntropy(), Optimizers.adam(1e-2)).epochs(3).fit(Toys.rings(200, 3, 1));
        return network;
    }

    /** The guide's example, and its two remarks: sure and right costs nothing, sure and wrong costs much. */
    @Test
    void binaryCrossEntropyOfProbabilities() {
        assertEquals((-Math.log(0.9) - Math.log(0.9) - Math.log(0.8) - Math.log(0.8)) / 4,
                Loss.binaryCrossEntropy(new float[]{0, 1, 1, 0}, new double[]{0.1, 0.9, 0.8, 0.2}), 1e-15);
        assertEquals(0, Loss.binaryCrossEntropy(new float[]{1, 0}, new double[]{1, 0}), 1e-14);
        assertEquals(-Math.log(1e-15), Loss.binaryCrossEntropy(new float[]{1}, new double[]{0}), 1e-12);
        assertThrows(IllegalArgumentException.class,
                () -> Loss.binaryCrossEntropy(new float[2], new double[1]));
    }
}
