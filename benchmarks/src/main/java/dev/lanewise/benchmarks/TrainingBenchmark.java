package dev.lanewise.benchmarks;

import static dev.lanewise.nn.Loss.softmaxCrossEntropy;
import static dev.lanewise.nn.Optimizers.adam;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Samples;
import dev.lanewise.nn.Trainer;
import dev.lanewise.nn.Training;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A whole training step: forward, softmax cross-entropy, backward, Adam, on a network of 784-512-256-10 with batches of
 * 128. Timed are epochs of {@value #STEPS} steps, with what belongs to them: a new order and the report of the losses.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class TrainingBenchmark {
    static final int[] WIDTHS = {784, 512, 256, 10};
    static final int BATCH = 128;
    static final int STEPS = 4;
    /**
     * The first losses of two correct backends differ by rounding: at most k = 784 sums deep, far below a wrong
     * gradient.
     */
    private static final double LOSS_TOLERANCE = 1e-3;
    private static final long SEED = 7;

    /** Name of the backend. */
    @Param({"loops", "simd", "opencl"})
    public String backend;

    /** Threads of the backend; 0 for all. */
    @Param("0")
    public int threads;

    private Compute compute;
    private Training training;

    /** Opens the backend, and compares the losses of two epochs with those of the float64 backend. */
    @Setup(Level.Trial)
    public void open() {
        compute = Compute.named(backend, ComputeOptions.DEFAULT.withThreads(threads));
        training = start(compute);
        try (var exact = Compute.named("float64"); var reference = start(exact)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                double expected = reference.epoch().trainingLoss();
                double got = training.epoch().trainingLoss();
                if (!(Math.abs(got - expected) <= LOSS_TOLERANCE * expected))
                    throw new AssertionError("training on " + backend + ": loss of epoch " + (epoch + 1) + " is " + got
                            + ", float64 gives " + expected);
            }
        }
    }

    /** One epoch of {@value #STEPS} steps. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public double trainingStep() { return training.epoch().trainingLoss(); }

    /** Frees the backend. */
    @TearDown(Level.Trial)
    public void close() {
        training.close();
        compute.close();
    }

    /**
     * Multiplications and additions of a step: forward, and two products backward, of which the first layer needs
     * one.
     */
    static double flops() {
        double products = 0;
        for (int layer = 1; layer < WIDTHS.length; layer++)
            products += (layer == 1 ? 2.0 : 3.0) * WIDTHS[layer - 1] * WIDTHS[layer];
        return 2 * BATCH * products;
    }

    /** Bytes that a step moves at least: Adam reads four arrays of all parameters and writes three. */
    static double bytes() {
        double parameters = 0;
        for (int layer = 1; layer < WIDTHS.length; layer++)
            parameters += (WIDTHS[layer - 1] + 1.0) * WIDTHS[layer];
        return 7 * Float.BYTES * parameters;
    }

    private static Training start(Compute on) {
        var network = Network.input(WIDTHS[0]).dense(WIDTHS[1]).relu().dense(WIDTHS[2]).relu().dense(WIDTHS[3])
                .build(on, SEED);
        return Trainer.of(network, softmaxCrossEntropy(), adam(1e-3)).epochs(Integer.MAX_VALUE).batch(BATCH)
                .open(samples());
    }

    private static Samples samples() {
        var random = new SplittableRandom(SEED);
        var x = new float[BATCH * STEPS * WIDTHS[0]];
        for (int i = 0; i < x.length; i++)
            x[i] = (float) random.nextDouble();
        var labels = random.ints(BATCH * STEPS, 0, WIDTHS[3]).toArray();
        return Samples.classes(x, WIDTHS[0], labels, WIDTHS[3]);
    }
}
