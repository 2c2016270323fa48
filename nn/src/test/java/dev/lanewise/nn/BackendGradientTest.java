package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.ElementType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** The gradient of one network on one batch: each float32 backend against float64. */
class BackendGradientTest {
    private static final int FEATURES = 20;

    record Case(String name, NetworkBuilder network, Loss loss, Samples samples) {
        @Override
        public String toString() { return name; }
    }

    static List<Object[]> casesOnBackends() {
        var cases = List.of(
                new Case("relu", input().dense(33).relu().dense(17).leakyRelu().dense(5), Loss.softmaxCrossEntropy(),
                        Toys.noise(48, FEATURES, 5, 1)),
                new Case("tanh", input().dense(33).tanh().dense(17).sigmoid().dense(3), Loss.meanSquaredError(),
                        Toys.values(48, FEATURES, 3, 2)),
                new Case("smooth", input().dense(33).gelu().dense(17).silu().dense(9).softplus().dense(5),
                        Loss.softmaxCrossEntropy(), Toys.noise(48, FEATURES, 5, 4)),
                new Case("smooth-normalized", input().dense(33).batchNorm().gelu().dropout(0.3).silu().dense(17)
                        .batchNorm().softplus().dense(3), Loss.meanSquaredError(), Toys.values(48, FEATURES, 3, 5)),
                new Case("normalized", input().dense(33).batchNorm().tanh().dropout(0.3).dense(17).batchNorm().relu()
                        .dense(1), Loss.sigmoidCrossEntropy(), Toys.noise(48, FEATURES, 2, 3)));
        var all = new ArrayList<Object[]>();
        for (var backend : List.of("loops", "simd", "opencl"))
            for (var each : cases)
                all.add(new Object[]{backend, each});
        return all;
    }

    /**
     * Each number of the gradient is made by a chain of sums over inputs, units and samples. A sum of k terms in
     * float32 errs by at most k eps of the sum of their magnitudes; the chain adds the errors up. The factor 4 allows
     * for terms that cancel: the inputs here are drawn so that sums are of the size of their terms.
     */
    @ParameterizedTest
    @MethodSource("casesOnBackends")
    void agreesWithFloat64(String backend, Case tested) {
        try (var compute = BackendsUnderTest.open(backend); var exact = Compute.named("float64")) {
            var architecture = tested.network.architecture();
            var network = new Network(compute, architecture, 11).initialize();
            var reference = new Network(exact, architecture, 11);
            copyParameters(network, reference);
            long terms = 0;
            for (int i = 0; i < architecture.layers().size(); i++)
                terms += architecture.outputs(i);
            terms += FEATURES + tested.samples.rows();
            double bound = 4 * ElementType.FLOAT32.epsilon() * terms;

            var got = gradient(network, tested);
            var expected = gradient(reference, tested);
            double difference = 0;
            double norm = 0;
            for (int i = 0; i < got.length; i++) {
                difference += (got[i] - expected[i]) * (got[i] - expected[i]);
                norm += expected[i] * expected[i];
            }
            double error = Math.sqrt(difference / norm);
            assertTrue(error <= bound, "relative error " + error + ", bound " + bound);
        }
    }

    /**
     * Some epochs with everything that a step can hold: the last batch smaller, dropout, normalisation, penalty,
     * clipping. The norm of a gradient is clipped to 1, its relative error below 4e-5 by the test above; 21 steps at
     * rate 0.05 let the parameters drift by 4e-5 at the very most, the losses by less.
     */
    @ParameterizedTest
    @ValueSource(strings = {"loops", "simd", "opencl"})
    void trainsLikeFloat64(String backend) {
        try (var compute = BackendsUnderTest.open(backend); var exact = Compute.named("float64")) {
            var got = losses(compute);
            var expected = losses(exact);
            assertArrayEquals(expected, got, 1e-5, Arrays.toString(got));
            assertTrue(got[got.length - 2] < got[0], "must have learned something: " + Arrays.toString(got));
        }
    }

    private static double[] losses(Compute compute) {
        var network = input().dense(33).batchNorm().tanh().dropout(0.2).dense(17).relu().dense(3).build(compute, 3);
        return Trainer.of(network, Loss.softmaxCrossEntropy(), Optimizers.momentum(0.05)).epochs(3).batch(16).l2(0.1)
                .clipNorm(1).fit(Toys.noise(107, FEATURES, 3, 4), Toys.noise(50, FEATURES, 3, 4)).epochs().stream()
                .flatMapToDouble(epoch -> DoubleStream.of(epoch.trainingLoss(), epoch.validationLoss())).toArray();
    }

    private static NetworkBuilder input() { return Network.input(FEATURES); }

    /** Both start from the same numbers, those of float32. */
    private static void copyParameters(Network from, Network to) {
        assertEquals(from.learned().layout().length(), to.learned().layout().length());
        for (int i = 0; i < 2; i++) {
            var source = i == 0 ? from.learned() : from.running();
            var target = i == 0 ? to.learned() : to.running();
            if (source.flat() == null)
                continue;
            var values = new double[Math.toIntExact(source.flat().elements())];
            from.compute().download(source.flat(), values);
            to.compute().upload(values, target.flat());
        }
        to.repack();
    }

    private static double[] gradient(Network network, Case tested) {
        var compute = network.compute();
        try (var scope = compute.newScope()) {
            var layout = network.learned().layout();
            var gradients = scope.allocate(layout.length());
            var pass = new Pass(compute, scope, tested.samples.rows(), layout, gradients, 5, new Counter(3),
                    new Counter(0));
            var batch = Batch.upload(compute, scope, "samples", tested.samples, tested.loss);
            try (var plan = compute.record(
                    new GradientPass(network, tested.loss, pass, batch, scope.allocate(1, 2),
                            new Counter(0))::submit)) {
                plan.run();
                var result = new double[Math.toIntExact(layout.length())];
                compute.download(gradients, result);
                return result;
            }
        }
    }
}
