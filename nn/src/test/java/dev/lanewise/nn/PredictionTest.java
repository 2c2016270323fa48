package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

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
    /** A network put together by hand: x and y added, by way of a batch norm that halves and shifts. */
    @Test
    void predictsAndSavesWithNumbersThatWereSet(@TempDir Path folder) throws IOException {
        try (var compute = Compute.named("loops")) {
            var network = Network.input(2).dense(1).batchNorm(0.9, 1).dense(1).build(compute, 1);
            assertEquals(List.of("dense1.weight", "batchNorm1.gamma", "batchNorm1.beta", "dense2.weight", "dense2.bias",
                    "batchNorm1.runningMean", "batchNorm1.runningVariance"), network.names());
            network.set("dense1.weight", 1.0, 1.0);
            network.set("batchNorm1.runningMean", 10f);
            network.set("batchNorm1.runningVariance", 3.0);
            network.set("dense2.weight", 2f);
            network.set("dense2.bias", 10f);
            assertArrayEquals(new double[]{3}, network.get("batchNorm1.runningVariance"));
            assertArrayEquals(new double[]{1, 1}, network.get("dense1.weight"));
            var unsaid = assertThrows(IllegalStateException.class, () -> network.predict(new float[]{3, 4}));
            assertTrue(unsaid.getMessage().contains("setLoss"), unsaid.getMessage());
            var e = assertThrows(IllegalArgumentException.class, () -> network.setLoss(Loss.softmaxCrossEntropy()));
            assertEquals("softmaxCrossEntropy: needs at least 2 outputs, one for each class, the network has 1",
                    e.getMessage());
            network.setLoss(Loss.meanSquaredError());
            assertArrayEquals(new double[]{7}, network.predict(new float[]{3, 4}), 1e-6);
            network.save(folder.resolve("sum"));
            try (var loaded = Network.load(compute, folder.resolve("sum"))) {
                assertArrayEquals(new double[]{7}, loaded.predict(new float[]{3, 4}), 1e-6);
            }
            var name = assertThrows(IllegalArgumentException.class, () -> network.get("batchNorm1.runningVarianz"));
            assertTrue(
                    name.getMessage()
                            .startsWith("name: there is no batchNorm1.runningVarianz; there are dense1.weight"),
                    name.getMessage());
            assertTrue(name.getMessage().endsWith("; did you mean 'batchNorm1.runningVariance'?"), name.getMessage());
        }
    }

    @Test
    void refusesFeaturesThatAreNotFinite() {
        try (var compute = Compute.named("loops")) {
            var network = Network.input(2).dense(2).build(compute, 1);
            network.setLoss(Loss.softmaxCrossEntropy());
            var x = new float[2 * 3000];
            x[2 * 2500 + 1] = Float.NaN;
            var e = assertThrows(IllegalArgumentException.class, () -> network.predict(x));
            assertEquals("x: row 2501, column 2 is NaN, needs a finite number", e.getMessage());
            x[2 * 7] = Float.POSITIVE_INFINITY;
            e = assertThrows(IllegalArgumentException.class, () -> network.classify(x));
            assertEquals("x: row 8, column 1 is Infinity, needs a finite number", e.getMessage());
        }
    }

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
            for (float broken : new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                e = assertThrows(IllegalArgumentException.class,
                        () -> network.classify(new float[]{1, 2, 3, broken, 5, 6}));
                assertEquals("x: row 2, column 2 is " + broken + ", needs a finite number", e.getMessage());
            }
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
