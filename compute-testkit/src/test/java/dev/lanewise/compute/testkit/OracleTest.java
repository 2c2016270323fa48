package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.HyperParameters.Settings;
import dev.lanewise.compute.ParameterLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * The reference itself: against exact decimals, against values worked out by hand, and its gradients against
 * differences.
 */
class OracleTest {
    private static final Tolerance FLOAT = new Tolerance(ElementType.FLOAT32);
    private static final Tolerance DOUBLE = new Tolerance(ElementType.FLOAT64);
    /** Balances the error of the difference, of order step^2, against rounding, of order 1e-16 / step. */
    private static final double STEP = 1e-5;

    private final SplittableRandom random = new SplittableRandom(Trial.SEED);

    @Test
    void sumsAreExactToTheLastDigits() {
        for (int round = 0; round < 100; round++) {
            var accumulator = new Accumulator();
            var exact = BigDecimal.ZERO;
            for (int i = 0; i < 500; i++) {
                double a = random.nextGaussian() * Math.scalb(1.0, random.nextInt(-20, 20));
                double b = random.nextGaussian();
                accumulator.addProduct(a, b);
                exact = exact.add(new BigDecimal(a).multiply(new BigDecimal(b)));
            }
            assertEquals(exact.doubleValue(), accumulator.sum(), Math.ulp(exact.doubleValue()));
        }
    }

    @Test
    void sumsOfInfinitiesAndNan() {
        var accumulator = new Accumulator();
        accumulator.add(Double.POSITIVE_INFINITY);
        accumulator.add(1);
        assertEquals(Double.POSITIVE_INFINITY, accumulator.sum());
        accumulator.add(Double.NEGATIVE_INFINITY);
        assertTrue(Double.isNaN(accumulator.sum()));
    }

    @Test
    void valuesWorkedOutByHand() {
        double[] x = {0, Math.log(3)};
        assertArrayEquals(new double[]{0.25, 0.75}, new SoftmaxOracle(DOUBLE, x, 1, 2).softmaxRows().values(), 1e-15);
        assertArrayEquals(new double[]{-Math.log(0.75)}, new SoftmaxOracle(DOUBLE, x, 1, 2).loss(new int[]{1}).values(),
                1e-15);
        assertArrayEquals(new double[]{Math.log(2)},
                new LossOracle(DOUBLE).sigmoidCrossEntropy(new double[]{0}, new double[]{1}).values(), 1e-15);
        assertArrayEquals(new double[]{2.5},
                new LossOracle(DOUBLE).meanSquaredError(new double[]{1, 3}, new double[]{2, 1}).values(), 0);
        // Columns (1, 3) and (2, 6): means 2 and 4, variances 1 and 4.
        var norm = new BatchNormOracle(DOUBLE, new double[]{1, 2, 3, 6}, 2, 2);
        assertArrayEquals(new double[]{2, 4}, norm.mean().values());
        assertArrayEquals(new double[]{0.5, 1 / Math.sqrt(7)}, norm.inverse(3).values(), 1e-15);
        // (1 2; 3 4) (-1 -2; 2 4) = (3 6; 5 10).
        assertArrayEquals(new double[]{7, 14, 23, 46},
                new GemmOracle(DOUBLE, 2, 2, 2, 1, new double[]{1, 2, 3, 4}, new double[]{-1, -2, 2, 4}, 2,
                        new double[]{2, 4, 9, 18}).product().values());
    }

    /** The first step of Adam is one learning rate against the sign of the gradient. */
    @Test
    void theFirstStepOfAdam() {
        var builder = ParameterLayout.builder();
        builder.add("w", 1, 2);
        var oracle = new OptimizerOracle(DOUBLE, builder.build(), List.of(Settings.PLAIN), 0.1, 1);
        var zeros = new double[16];
        var gradient = zeros.clone();
        gradient[0] = 5;
        gradient[1] = -1e-3;
        var step = oracle.adam(zeros, gradient, 0.9, 0.999, 0, 1, zeros, zeros);
        assertArrayEquals(new double[]{-0.1, 0.1}, Arrays.copyOf(step.parameters().values(), 2), 1e-15);
    }

    @ParameterizedTest
    @EnumSource
    void derivatives(Activation f) {
        var oracle = new ElementwiseOracle(DOUBLE);
        for (double z : new double[]{-3, -0.7, 0.2, 1.4, 2.4}) {
            double difference = (oracle.activation(f, z + STEP).values()[0]
                    - oracle.activation(f, z - STEP).values()[0]) / (2 * STEP);
            double saved = f.saved() == Activation.Saved.INPUT ? z : oracle.activation(f, z).values()[0];
            double derivative = ElementwiseOracle.derivative(f, saved);
            assertEquals(difference, derivative, 1e-9, () -> f + " at " + z);
            assertTrue(derivative <= ElementwiseOracle.largestSlope(f), () -> f + " at " + z);
        }
    }

    /** Table 26.2 of Abramowitz and Stegun has the tail at 2 and at 5; the others are at both sides of the split. */
    @Test
    void normalDistribution() {
        assertEquals(0.5, NormalOracle.tail(0));
        assertEquals(0.0668072012688581, NormalOracle.tail(1.5), 1e-16);
        assertEquals(NormalOracle.tail(1.5), NormalOracle.tail(Math.nextDown(1.5)), 2e-16);
        assertEquals(0.0227501319481792, NormalOracle.tail(2), 1e-17);
        assertEquals(2.86651571879194e-7, NormalOracle.tail(5), 1e-21);
        assertEquals(0.398942280401433, NormalOracle.density(0), 1e-15);
    }

    @Test
    void gradientsOfLosses() {
        var logits = normals(12);
        var targets = random.doubles(12).toArray();
        int[] labels = {2, 0, 3};
        var losses = new LossOracle(DOUBLE);
        assertGradient(x -> new SoftmaxOracle(DOUBLE, x, 3, 4).loss(labels).values()[0], logits,
                new SoftmaxOracle(DOUBLE, logits, 3, 4).gradient(labels).values());
        assertGradient(x -> losses.sigmoidCrossEntropy(x, targets).values()[0], logits,
                losses.sigmoidCrossEntropyGradient(logits, targets).values());
        assertGradient(x -> losses.meanSquaredError(x, targets).values()[0], logits,
                losses.meanSquaredErrorGradient(logits, targets).values());
    }

    @Test
    void gradientsOfBatchNormalisation() {
        var x = normals(20);
        var gamma = normals(4);
        var beta = normals(4);
        var upstream = normals(20);
        double epsilon = 1e-3;
        var oracle = new BatchNormOracle(DOUBLE, x, 5, 4);
        var gradients = oracle.trainBackward(epsilon, gamma, upstream);
        assertGradient(v -> dot(upstream, normalised(v, gamma, beta, epsilon)), x, gradients.x().values());
        assertGradient(v -> dot(upstream, normalised(x, v, beta, epsilon)), gamma, gradients.gamma().values());
        assertGradient(v -> dot(upstream, normalised(x, gamma, v, epsilon)), beta, gradients.beta().values());
    }

    /** A bound that is too small fails what is right; one of float32 is far above the noise of double arithmetic. */
    @Test
    void boundsAreOfTheSizeOfRounding() {
        var x = normals(40);
        for (var bounds : List.of(new SoftmaxOracle(FLOAT, x, 4, 10).softmaxRows().bounds(),
                new BatchNormOracle(FLOAT, x, 10, 4).mean().bounds(),
                new ElementwiseOracle(FLOAT).activation(Activation.TANH, x).bounds()))
            for (double bound : bounds)
                assertTrue(bound > 0 && bound < 1e-5, () -> "bound " + bound);
    }

    private static double[] normalised(double[] x, double[] gamma, double[] beta, double epsilon) {
        return new BatchNormOracle(DOUBLE, x, 5, 4).train(gamma, beta, epsilon, Activation.IDENTITY).values();
    }

    private static double dot(double[] a, double[] b) {
        var sum = new Accumulator();
        for (int i = 0; i < a.length; i++)
            sum.addProduct(a[i], b[i]);
        return sum.sum();
    }

    private double[] normals(int count) {
        var values = new double[count];
        Arrays.setAll(values, i -> random.nextGaussian());
        return values;
    }

    private static void assertGradient(ToDoubleFunction<double[]> f, double[] x, double[] gradient) {
        for (int i = 0; i < x.length; i++) {
            var above = x.clone();
            var below = x.clone();
            above[i] += STEP;
            below[i] -= STEP;
            assertEquals((f.applyAsDouble(above) - f.applyAsDouble(below)) / (2 * STEP), gradient[i], 1e-8);
        }
    }
}
