package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.GemmOperand;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;

/** Typical faults of kernels, put into a backend that is right: each must make the suite fail, and say where. */
class SuiteCanFailTest {
    @Test
    void gemmWithoutItsLastProduct() {
        assertFails("gemm", (real, arguments, operation) -> {
            operation.run();
            var c = (View) arguments[2];
            long k = ((GemmOperand) arguments[0]).cols();
            // 1 in k products missing from the last element, as from a tail that ends too early.
            if (arguments.length == 3 && k > 100)
                change(real, c, value -> value * (1 - 1.0 / k));
        }, ComputeConformance::gemm);
    }

    @Test
    void gemmThatReadsCWithBetaZero() {
        assertFails("gemm", (real, arguments, operation) -> {
            var c = (View) arguments[arguments.length == 3 ? 2 : 4];
            var before = download(real, c);
            operation.run();
            if (arguments.length == 3 || arguments[3].equals(0.0)) {
                var after = download(real, c);
                for (int i = 0; i < after.length; i++)
                    after[i] += 0 * before[i];
                real.upload(after, c);
            }
        }, ComputeConformance::gemmWithBetaZeroNeverReadsC);
    }

    /** Within the bound of each element, but too much as a whole. */
    @Test
    void gemmOfShortenedFactors() {
        assertFails("gemm", (real, arguments, operation) -> {
            operation.run();
            if (arguments.length != 3)
                return;
            var a = (View) arguments[0];
            try (var scope = real.newScope()) {
                var shortened = scope.allocate(a.rows(), a.cols());
                var values = download(real, a);
                for (int i = 0; i < values.length; i++)
                    // Five bits less than a float has.
                    values[i] = Math.rint(values[i] * 0x1p19) * 0x1p-19;
                real.upload(values, shortened);
                real.gemm(shortened, (View) arguments[1], (View) arguments[2]);
            }
        }, ComputeConformance::gemm);
    }

    @Test
    void reluThatDropsNan() {
        assertFails("activation", (real, arguments, operation) -> {
            operation.run();
            if (arguments[0] == Activation.RELU)
                changeAll(real, (View) arguments[2], value -> Double.isNaN(value) ? 0 : value);
        }, ComputeConformance::specialValuesOfActivations);
    }

    @Test
    void geluByItsApproximation() {
        assertFails("activation", (real, arguments, operation) -> real.upload(
                Arrays.stream(download(real, (View) arguments[1]))
                        .map(z -> z / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z))))
                        .toArray(),
                (View) arguments[2]), suite -> suite.activation(Activation.GELU));
    }

    @Test
    void softplusThatOverflows() {
        assertFails("activation", (real, arguments, operation) -> {
            var z = download(real, (View) arguments[1]);
            operation.run();
            if (arguments[0] == Activation.SOFTPLUS)
                real.upload(Arrays.stream(z).map(v -> Math.log1p(Math.exp(v))).toArray(), (View) arguments[2]);
        }, ComputeConformance::specialValuesOfActivations);
    }

    /** {@code 1 - exp(-a)} in float32 has few digits where a is small. */
    @Test
    void slopeOfSoftplusThatCancels() {
        assertFails("activationBackward", (real, arguments, operation) -> {
            var a = download(real, (View) arguments[1]);
            var gradients = download(real, (View) arguments[2]);
            Arrays.setAll(gradients, i -> gradients[i] * (1 - (float) Math.exp(-a[i])));
            real.upload(gradients, (View) arguments[3]);
        }, suite -> suite.activationBackward(Activation.SOFTPLUS));
    }

    @Test
    void maxWithoutSignedZeros() {
        assertFails("binary", (real, arguments, operation) -> {
            operation.run();
            if (arguments[0] == BinaryOp.MAX)
                changeAll(real, (View) arguments[3], value -> value == 0 ? -0.0 : value);
        }, ComputeConformance::nanAndSignedZeroInMax);
    }

    @Test
    void exponentialOfSevenDigitsOnly() {
        assertFails("unary", (real, arguments, operation) -> {
            operation.run();
            changeAll(real, (View) arguments[2], value -> value * (1 + 1e-6));
        }, suite -> suite.unary(UnaryOp.EXP));
    }

    @Test
    void aTailThatIsOneElementTooLong() {
        assertFails("unary", (real, arguments, operation) -> {
            operation.run();
            var out = (View) arguments[2];
            var whole = View.of(out.buffer(), out.buffer().length());
            if (out.isContiguous() && out.elements() % 8 == 1)
                real.fill(0, whole.slice(0, out.offset() + out.elements(), 1));
        }, suite -> suite.unary(UnaryOp.ABS));
    }

    @Test
    void anInputThatIsScratch() {
        assertFails("softmaxRows", (real, arguments, operation) -> {
            operation.run();
            if (!((View) arguments[0]).sameAs((View) arguments[1]))
                change(real, (View) arguments[0], value -> value + 1);
        }, ComputeConformance::softmaxRows);
    }

    @Test
    void aSumWithoutItsLastElement() {
        assertFails("reduceAll", (real, arguments, operation) -> {
            operation.run();
            var x = (View) arguments[1];
            if (arguments[0] == Reduction.SUM && x.elements() > 1000) {
                var values = download(real, x);
                changeAll(real, (View) arguments[2], value -> value - values[values.length - 1]);
            }
        }, suite -> suite.reductionOfExactSums(Reduction.SUM));
    }

    @Test
    void theLastOfTies() {
        assertFails("argmaxRows", (real, arguments, operation) -> {
            var x = download(real, (View) arguments[0]);
            int n = (int) ((View) arguments[0]).cols();
            var best = ReductionOracle.argmaxRows(x, x.length / n, n);
            for (int i = 0; i < best.length; i++)
                for (int j = best[i] + 1; j < n; j++)
                    if (x[i * n + j] == x[i * n + best[i]])
                        best[i] = j;
            real.upload(best, (Indices) arguments[1]);
        }, ComputeConformance::argmaxOfSpecialRows);
    }

    @Test
    void aMaskThatIsOneRowOff() {
        assertFails("dropout", (real, arguments, operation) -> real.dropout((View) arguments[0],
                (Dropout) arguments[1], (Counter) arguments[2], new Counter(((Counter) arguments[3]).value() + 1),
                (View) arguments[4]), ComputeConformance::dropout);
    }

    @Test
    void aCounterOf32Bits() {
        assertFails("dropout", (real, arguments, operation) -> real.dropout((View) arguments[0],
                (Dropout) arguments[1], new Counter((int) ((Counter) arguments[2]).value()), (Counter) arguments[3],
                (View) arguments[4]), ComputeConformance::dropout);
    }

    @Test
    void axpbyThatReadsYWithBetaZero() {
        assertFails("axpby", (real, arguments, operation) -> {
            if (arguments[0] instanceof Double alpha && arguments[2].equals(0.0)) {
                var y = (View) arguments[3];
                real.scale(0, y, y);
                real.axpby(alpha, (View) arguments[1], 1, y);
            } else
                operation.run();
        }, ComputeConformance::axpbyWithBetaZeroNeverReadsY);
    }

    /** {@code mean(x^2) - mean(x)^2} loses the variance where the mean is large. */
    @Test
    void aVarianceOfSquaresAlone() {
        assertFails("batchNormTrain", (real, arguments, operation) -> {
            operation.run();
            var norm = (BatchNorm) arguments[0];
            var mean = download(real, norm.savedMean());
            var inverse = download(real, norm.savedInverse());
            for (int j = 0; j < mean.length; j++) {
                float square = (float) mean[j] * (float) mean[j];
                double variance = 1 / (inverse[j] * inverse[j]) - norm.epsilon();
                float lost = (float) (square + variance) - square;
                inverse[j] = 1 / Math.sqrt(Math.max(lost, 0) + norm.epsilon());
            }
            real.upload(inverse, norm.savedInverse());
        }, suite -> suite.batchNormTrain(Activation.IDENTITY));
    }

    @Test
    void aBiasCorrectionThatIsForgotten() {
        assertFails("adamStep",
                (real, arguments, operation) -> real.adamStep((Update) arguments[0],
                        (double) arguments[1], (double) arguments[2], (double) arguments[3], new Counter(1_000_000),
                        (View) arguments[5], (View) arguments[6]),
                ComputeConformance::adamStep);
    }

    @Test
    void aScalarThatIsReadTooEarly() {
        assertFails("scale", (real, arguments, operation) -> {
            if (arguments[0] instanceof Scalar alpha && alpha.view() == null)
                real.scale(alpha.value(), (View) arguments[1], (View) arguments[2]);
            else
                operation.run();
        }, ComputeConformance::scalarsAreReadAtEachRun);
    }

    @Test
    void aRunThatIsDifferentEachTime() {
        var calls = new Counter(0);
        assertFails("softmaxRows", (real, arguments, operation) -> {
            operation.run();
            calls.advance(1);
            if (calls.value() % 2 == 0)
                change(real, (View) arguments[1], value -> Math.nextUp((float) value));
        }, ComputeConformance::sameBitsForAnyNumberOfThreads);
    }

    private static void assertFails(String operation, FaultyCompute.Fault fault, Consumer<ComputeConformance> test) {
        var suite = new ComputeConformance() {
            @Override
            protected Compute open(ComputeOptions options) { return FaultyCompute.open(options, operation, fault); }
        };
        suite.openCompute();
        try {
            var error = assertThrows(AssertionError.class, () -> test.accept(suite));
            assertTrue(error.getMessage().contains(": "), error.getMessage());
        } finally {
            suite.closeCompute();
        }
    }

    private static double[] download(Compute real, View x) {
        var values = new double[(int) x.elements()];
        real.download(x, values);
        return values;
    }

    /** Changes the last element. */
    private static void change(Compute real, View x, DoubleUnaryOperator f) {
        var values = download(real, x);
        if (values.length > 0)
            values[values.length - 1] = f.applyAsDouble(values[values.length - 1]);
        real.upload(values, x);
    }

    private static void changeAll(Compute real, View x, DoubleUnaryOperator f) {
        real.upload(Arrays.stream(download(real, x)).map(f).toArray(), x);
    }
}
