package dev.lanewise.nn;

import static dev.lanewise.nn.Loss.meanSquaredError;
import static dev.lanewise.nn.Loss.sigmoidCrossEntropy;
import static dev.lanewise.nn.Loss.softmaxCrossEntropy;
import static dev.lanewise.nn.Optimizers.adam;
import static dev.lanewise.nn.Optimizers.gradientDescent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    @ParameterizedTest
    @ValueSource(strings = {"loops", "float64"})
    void learnsRings(String backend) {
        try (var compute = Compute.named(backend)) {
            var network = Network.input(2).dense(32).batchNorm().relu().dense(16).tanh().dropout(0.1).dense(3)
                    .build(compute, 1);
            var history = Trainer.of(network, softmaxCrossEntropy(), adam(1e-2)).epochs(20).batch(32)
                    .fit(Toys.rings(500, 3, 1), Toys.rings(200, 3, 2));
            var test = (Classification) network.evaluate(Toys.rings(200, 3, 3));
            assertTrue(test.accuracy() > 0.95, test + " after " + history);
        }
    }

    @Test
    void learnsAPlane() {
        try (var compute = Compute.named("loops")) {
            var network = Network.input(2).dense(1).build(compute, 1);
            Trainer.of(network, meanSquaredError(), gradientDescent(0.1)).epochs(40).batch(10)
                    .fit(Toys.plane(105, 1));
            var test = (Regression) network.evaluate(Toys.plane(50, 2));
            assertEquals(0, test.rmse(), 1e-3);
            assertEquals(1, test.r2(), 1e-6);
        }
    }

    /** The first cost of logistic regression from zeros is ln 2: it is measured before the first step. */
    @Test
    void reportsTheCostBeforeTheStep() {
        try (var compute = Compute.named("loops")) {
            var network = Network.input(2).dense(1, Initializer.zeros()).build(compute, 1);
            var history = Trainer.of(network, sigmoidCrossEntropy(), gradientDescent(0.5)).epochs(3).batch(1000)
                    .shuffle(false).fit(Toys.rings(60, 2, 1));
            assertEquals(Math.log(2), history.epochs().getFirst().trainingLoss(), 1e-6);
            assertTrue(history.last().trainingLoss() < Math.log(2));
        }
    }
}
