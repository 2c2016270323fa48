package dev.lanewise.nn;

import static dev.lanewise.nn.Loss.meanSquaredError;
import static dev.lanewise.nn.Loss.sigmoidCrossEntropy;
import static dev.lanewise.nn.Loss.softmaxCrossEntropy;
import static dev.lanewise.nn.Optimizers.adam;
import static dev.lanewise.nn.Optimizers.gradientDescent;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

class TrainerTest {
    @ParameterizedTest
    @ValueSource(strings = {"loops", "float64", "simd", "opencl"})
    void learnsRings(String backend) {
        try (var compute = BackendsUnderTest.open(backend)) {
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

    /**
     * Every sample is seen once in an epoch, the last smaller batch included: the loss of frozen parameters is that of
     * all.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 100, 1000})
    void seesEverySampleOnce(int batch) {
        try (var compute = Compute.named("float64")) {
            var samples = Toys.rings(100, 3, 1);
            var network = Network.input(2).dense(8).tanh().dense(3).build(compute, 1);
            var history = Trainer.of(network, softmaxCrossEntropy(), gradientDescent(1)).epochs(2).batch(batch)
                    .schedule((initial, epoch, epochs) -> 0).fit(samples, samples);
            var whole = (Classification) network.evaluate(samples);
            for (var epoch : history.epochs()) {
                assertEquals(whole.loss(), epoch.trainingLoss(), 1e-12);
                assertEquals(whole.accuracy(), epoch.trainingAccuracy(), 1e-12);
                assertEquals(whole.loss(), epoch.validationLoss(), 1e-12);
                assertEquals(whole.accuracy(), epoch.validationAccuracy(), 1e-12);
                assertEquals(0, epoch.learningRate());
            }
        }
    }

    /**
     * Batch normalisation cannot make a variance of one sample: of 33 in batches of 8, the last one joins the batch in
     * front of it.
     */
    @Test
    void aSingleSampleLeftOverJoinsABatchUnderBatchNorm() {
        try (var compute = Compute.named("loops")) {
            var calls = new ArrayList<Integer>();
            var network = Network.input(2).dense(4).batchNorm().relu().dense(3).build(compute, 1);
            var trainer = Trainer.of(network, softmaxCrossEntropy(), adam(1e-2)).epochs(1).batch(8)
                    .listener(new TrainingListener() {
                        @Override
                        public void onBatch(int epoch, int number, int batches) { calls.add(number * 100 + batches); }
                    });
            var epoch = trainer.fit(Toys.rings(33, 3, 1)).last();
            assertEquals(List.of(104, 204, 304, 404), calls);
            assertEquals(33, epoch.samplesPerSecond() * epoch.seconds(), 1e-9);
            calls.clear();
            trainer.batch(32).fit(Toys.rings(33, 3, 1));
            assertEquals(List.of(101), calls);
            var e = assertThrows(IllegalArgumentException.class,
                    () -> trainer.batch(1).fit(Toys.rings(33, 3, 1)));
            assertEquals("batch: has 1 sample, batch normalisation needs at least 2 for a variance", e.getMessage());
        }
    }

    @Test
    void earlyStoppingRestoresTheBestParameters() {
        try (var compute = Compute.named("loops")) {
            var validation = Toys.noise(60, 6, 3, 2);
            var network = Network.input(6).dense(64).batchNorm().relu().dense(3).build(compute, 1);
            var history = Trainer.of(network, softmaxCrossEntropy(), adam(1e-2)).epochs(200).batch(16)
                    .earlyStopping(4).fit(Toys.noise(60, 6, 3, 1), validation);
            assertTrue(history.stoppedEarly());
            assertEquals(history.best().number() + 4, history.last().number());
            for (var epoch : history.epochs())
                assertTrue(epoch.validationLoss() >= history.best().validationLoss());
            assertEquals(history.best().validationLoss(), network.evaluate(validation).loss());
        }
    }

    @Test
    void namesTheStepThatDiverged() {
        try (var compute = Compute.named("loops")) {
            var network = Network.input(2).dense(1).build(compute, 1);
            var trainer = Trainer.of(network, meanSquaredError(), gradientDescent(1e30)).epochs(3).batch(10);
            var e = assertThrows(DivergedException.class, () -> trainer.fit(Toys.plane(100, 1)));
            assertEquals(1, e.epoch());
            assertEquals(2, e.batch());
            assertTrue(e.getMessage().contains("epoch 1, batch 2"), e.getMessage());
            var history = trainer.stopOnDivergence(false).fit(Toys.plane(100, 1));
            assertTrue(Double.isNaN(history.last().trainingLoss()));
            assertEquals(3, history.epochs().size());
        }
    }

    /** No loss of training tells of the last step: its parameters, and what they predict, are looked at. */
    @ParameterizedTest
    @ValueSource(strings = {"loops", "simd", "opencl"})
    void findsOutAboutTheLastStep(String backend) {
        try (var compute = BackendsUnderTest.open(backend)) {
            for (double rate : new double[]{1e30, 1e39}) {
                var calls = new ArrayList<History.Epoch>();
                var network = Network.input(2).dense(8).relu().dense(3).build(compute, 1);
                var trainer = Trainer.of(network, softmaxCrossEntropy(), gradientDescent(rate)).epochs(1).batch(1000)
                        .listener(new TrainingListener() {
                            @Override
                            public void onEpoch(History.Epoch epoch) { calls.add(epoch); }
                        });
                var train = Toys.rings(120, 3, 1);
                var e = assertThrows(DivergedException.class, () -> trainer.fit(train), "rate " + rate);
                assertEquals(List.of(1, 1), List.of(e.epoch(), e.batch()));
                var other = Network.input(2).dense(8).relu().dense(3).build(compute, 1);
                assertThrows(DivergedException.class, () -> Trainer.of(other, softmaxCrossEntropy(),
                        gradientDescent(rate)).epochs(1).batch(1000).earlyStopping(1).fit(train, train));
                assertEquals(List.of(), calls);
                assertEquals(1, trainer.stopOnDivergence(false).fit(train).epochs().size());
            }
        }
    }

    /** Parameters that are not finite are found before a listener could save them, in every epoch. */
    @Test
    void tellsNobodyOfAnEpochThatDamagedTheParameters() {
        try (var compute = Compute.named("loops")) {
            var calls = new ArrayList<History.Epoch>();
            var network = Network.input(2).dense(3).build(compute, 1);
            var trainer = Trainer.of(network, softmaxCrossEntropy(), gradientDescent(1e39)).epochs(2).batch(1000)
                    .listener(new TrainingListener() {
                        @Override
                        public void onEpoch(History.Epoch epoch) { calls.add(epoch); }
                    });
            var e = assertThrows(DivergedException.class, () -> trainer.fit(Toys.rings(120, 3, 1)));
            assertTrue(e.getMessage().startsWith("training: dense1.weight is no longer finite in epoch 1, batch 1;"),
                    e.getMessage());
            assertEquals(List.of(), calls);
        }
    }

    @Test
    void namesWhatIsNotFinite() {
        try (var compute = Compute.named("loops")) {
            var network = Network.input(2).dense(4).batchNorm().dense(3).build(compute, 1);
            assertNull(network.notFinite());
            network.set("dense1.weight", 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f);
            assertNull(network.notFinite(), "a sum out of range is not a number out of range");
            network.set("dense2.bias", 0, Float.NEGATIVE_INFINITY, 0);
            assertEquals("dense2.bias", network.notFinite());
            network.set("dense2.bias", 0f, 0f, 0f);
            network.set("batchNorm1.runningVariance", 1, 1, Float.NaN, 1);
            assertEquals("batchNorm1.runningVariance", network.notFinite());
        }
    }

    /** Without the exception a history may hold NaN; early stopping then goes back to the best that was a number. */
    @Test
    void earlyStoppingPassesOverLossesThatAreNaN() {
        try (var compute = Compute.named("loops")) {
            var network = Network.input(2).dense(8).relu().dense(3).build(compute, 1);
            var train = Toys.rings(60, 3, 1);
            var history = Trainer.of(network, softmaxCrossEntropy(), gradientDescent(0.1)).epochs(9).batch(60)
                    .stopOnDivergence(false).schedule((initial, epoch, epochs) -> epoch < 2 ? initial : 1e38)
                    .earlyStopping(4).fit(train, train);
            assertTrue(Double.isNaN(history.last().validationLoss()), history.toString());
            assertEquals(2, history.best().number());
            assertEquals(history.best().validationLoss(), network.evaluate(train).loss());
        }
    }

    /** One step of the averaging form at rate r is one of the other form at rate r (1 - beta). */
    @Test
    void bothFormsOfMomentumAgree() {
        try (var compute = Compute.named("float64")) {
            var samples = Toys.plane(50, 1);
            var predictions = new ArrayList<double[]>();
            for (var optimizer : List.of(Optimizers.momentum(0.1), Optimizers.heavyBall(0.01, 0.9))) {
                var network = Network.input(2).dense(1).build(compute, 1);
                Trainer.of(network, meanSquaredError(), optimizer).epochs(5).batch(10).fit(samples);
                predictions.add(network.predict(Toys.x(samples)));
            }
            assertArrayEquals(predictions.get(0), predictions.get(1), 1e-9);
        }
    }

    @Test
    void everyOptimizerLearns() {
        try (var compute = Compute.named("loops")) {
            for (var optimizer : List.of(gradientDescent(0.1), Optimizers.momentum(0.1), Optimizers.rmsprop(0.05),
                    adam(0.05))) {
                var network = Network.input(2).dense(1).build(compute, 1);
                var history = Trainer.of(network, meanSquaredError(), optimizer).epochs(30).batch(20)
                        .schedule(Schedule.cosine()).fit(Toys.plane(200, 1));
                assertTrue(history.last().trainingLoss() < 0.01 * history.epochs().getFirst().trainingLoss(),
                        optimizer + ": " + history);
            }
        }
    }

    @Test
    void reportsEpochsToTheListenerAndTheHistory() {
        try (var compute = Compute.named("loops")) {
            var heard = new ArrayList<History.Epoch>();
            var network = Network.input(2).dense(3).build(compute, 1);
            var history = Trainer.of(network, softmaxCrossEntropy(), adam(0.1)).epochs(4)
                    .schedule(Schedule.step(0.5, 2)).listener(new TrainingListener() {
                        @Override
                        public void onEpoch(History.Epoch epoch) { heard.add(epoch); }
                    }).fit(Toys.rings(100, 3, 1));
            assertEquals(history.epochs(), heard);
            assertEquals(List.of(0.1, 0.1, 0.05, 0.05),
                    heard.stream().map(History.Epoch::learningRate).toList());
            assertEquals(history.last(), history.best());
            assertTrue(history.samplesPerSecond() > 0 && history.seconds() > 0);
            assertTrue(history.epochsToShareOfFinal(0) == 1 && history.epochsToShareOfFinal(2) == 0);
            assertTrue(history.last().toString().startsWith("epoch 4: loss "), history.toString());
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (var compute = Compute.named("loops")) {
            var network = Network.input(2).dense(3).build(compute, 1);
            assertThrows(IllegalStateException.class, () -> network.predict(new float[2]));
            var trainer = Trainer.of(network, softmaxCrossEntropy(), adam(0.1));
            assertRefused("epochs: must be at least 1, got 0", () -> trainer.epochs(0));
            assertRefused("batch: must be at least 1, got 0", () -> trainer.batch(0));
            assertRefused("l2: must not be negative, got -1.0", () -> trainer.l2(-1));
            assertRefused("clipNorm: must be positive, got 0.0", () -> trainer.clipNorm(0));
            assertRefused("train: has 3 features, the network takes 2", () -> trainer.fit(Toys.noise(9, 3, 3, 1)));
            assertRefused("train: has 4 classes, needs as many as the network has outputs: 3",
                    () -> trainer.fit(Toys.noise(9, 2, 4, 1)));
            assertRefused("train: has numbers to predict, softmaxCrossEntropy needs classes",
                    () -> trainer.fit(Toys.plane(9, 1)));
            assertRefused("validation: has 3 features, the network takes 2",
                    () -> trainer.fit(Toys.noise(9, 2, 3, 1), Toys.noise(9, 3, 3, 1)));
            assertRefused("train: has classes, meanSquaredError needs numbers to predict",
                    () -> Trainer.of(network, meanSquaredError(), adam(0.1)).fit(Toys.noise(9, 2, 3, 1)));
            assertRefused("train: has 3 classes for 3 outputs, sigmoidCrossEntropy needs 2 classes and 1 output",
                    () -> Trainer.of(network, sigmoidCrossEntropy(), adam(0.1)).fit(Toys.noise(9, 2, 3, 1)));
            assertRefused("schedule: learning rate of epoch 1: must not be negative, got -1.0",
                    () -> trainer.schedule((initial, epoch, epochs) -> -1).fit(Toys.noise(9, 2, 3, 1)));
            assertRefused("earlyStopping: needs validation samples",
                    () -> trainer.earlyStopping(1).fit(Toys.noise(9, 2, 3, 1)));
        }
    }

    @Test
    void aNetworkTooLargeForMemoryIsRefused() {
        try (var compute = Compute.named("loops", ComputeOptions.DEFAULT.withMemoryLimit(1 << 20))) {
            var builder = Network.input(1000).dense(1000);
            var e = assertThrows(ComputeException.class, () -> builder.build(compute, 1));
            assertTrue(e.getMessage().contains("not enough memory"), e.getMessage());
            Network.input(10).dense(10).build(compute, 1).close();
        }
    }

    private static void assertRefused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
