package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ArchitectureTest {
    @Test
    void textFormReadsBack() {
        var builder = Network.input(64).dense(128).batchNorm().relu().dropout(0.2).dense(8, Initializer.zeros())
                .leakyRelu().dense(8, Initializer.random(0.01)).sigmoid().dense(7).tanh()
                .dense(6).softplus().dense(5).gelu().dense(4).silu().activation(Activation.IDENTITY)
                .batchNorm(0.5, 1e-3).dense(3);
        var architecture = builder.architecture();
        assertEquals("input 64, dense 128 he, batchNorm 0.9 1.0E-5, relu, dropout 0.2, dense 8 zeros, leakyRelu,"
                + " dense 8 random(0.01), sigmoid, dense 7 xavier, tanh, dense 6 he, softplus, dense 5 he, gelu,"
                + " dense 4 he, silu, identity, batchNorm 0.5 0.001,"
                + " dense 3 xavier", architecture.toString());
        assertEquals(architecture, Architecture.parse(architecture.toString()));
        assertEquals(3, architecture.outputs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dense 3 he", "input x, dense 3 he", "input 0, dense 3 he", "input 4", "input 4, relu",
            "input 4, dense 0 he", "input 4, dense 3", "input 4, dense 3 she", "input 4, dense 3 random(-1)",
            "input 4, dense 3 random(x)", "input 4, dense 3 he 5", "input 4, dense 3 he, dropout 1",
            "input 4, dense 3 he, dropout NaN", "input 4, dense 3 he, batchNorm 0.9", "input 4, dense 3 he, swish",
            "input 4, dense 3 he, batchNorm 0.9 -1", "input 99999999999, dense 3 he", "input 4,dense 3 he"})
    void refusesOtherTexts(String text) {
        assertThrows(IllegalArgumentException.class, () -> Architecture.parse(text));
    }

    @Test
    void refusesLayersThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> Network.input(0).dense(1).architecture());
        assertThrows(IllegalArgumentException.class, () -> Network.input(1).relu().architecture());
        assertThrows(IllegalArgumentException.class, () -> Network.input(1).dense(-1));
        assertThrows(IllegalArgumentException.class, () -> Network.input(1).dropout(1));
        assertThrows(IllegalArgumentException.class, () -> Network.input(1).batchNorm(1, 1e-5));
        var deep = Network.input(1);
        for (int i = 0; i <= 1000; i++)
            deep.dense(1);
        assertThrows(IllegalArgumentException.class, deep::architecture);
    }

    /** Activations join the layer in front where there is one; a bias in front of batch normalisation is left out. */
    @Test
    void plansLayersAndParameters() {
        var planner = new LayerPlanner(Network.input(5).dense(4).batchNorm().relu().dropout(0.5).tanh().dense(3).relu()
                .relu().dense(2).architecture());
        assertEquals(List.of(DenseLayer.class, BatchNormLayer.class, DropoutLayer.class, ActivationLayer.class,
                DenseLayer.class, ActivationLayer.class, DenseLayer.class),
                planner.layers().stream().map(Object::getClass).toList());
        assertEquals(List.of("dense1.weight", "batchNorm1.gamma", "batchNorm1.beta", "dense2.weight", "dense2.bias",
                "dense3.weight", "dense3.bias"),
                planner.learned().segments().stream().map(s -> s.name()).toList());
        assertEquals(List.of("batchNorm1.runningMean", "batchNorm1.runningVariance"),
                planner.running().segments().stream().map(s -> s.name()).toList());
    }

    /** Batch normalisation does not keep what GELU and SiLU need. */
    @Test
    void plansActivationsByWhatTheyNeed() {
        var planner = new LayerPlanner(Network.input(5).dense(4).gelu().batchNorm().silu().dense(4).batchNorm()
                .softplus().dense(2).architecture());
        assertEquals(List.of(DenseLayer.class, BatchNormLayer.class, ActivationLayer.class, DenseLayer.class,
                BatchNormLayer.class, DenseLayer.class), planner.layers().stream().map(Object::getClass).toList());
    }

    @Test
    void summaryCountsParameters() {
        try (var compute = Compute.named("loops")) {
            var network = Network.input(64).dense(128).batchNorm().relu().dropout(0.2).dense(10).build(compute, 1);
            assertEquals(64 * 128 + 2 * 128 + 128 * 10 + 10, network.parameters());
            var lines = network.summary().lines().toList();
            assertEquals(8, lines.size());
            assertTrue(lines.get(1).matches("input +64"), network.summary());
            assertTrue(lines.get(2).matches("dense 128 he +128 +8192"), network.summary());
            assertTrue(lines.get(3).matches("batchNorm 0.9 1.0E-5 +128 +256"), network.summary());
            assertTrue(lines.get(6).matches("dense 10 xavier +10 +1290"), network.summary());
            assertTrue(lines.get(7).matches("total +9738"), network.summary());
        }
    }

    /** A multiplication and an addition for each weight. */
    @Test
    void flopsAreThoseOfTheProducts() {
        var architecture = Network.input(57).dense(256).batchNorm().relu().dropout(0.2).dense(2).architecture();
        assertEquals(2.0 * (57 * 256 + 256 * 2), architecture.forwardFlops());
    }
}
