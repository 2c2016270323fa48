package dev.lanewise.kernel.simd.elementwise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * The vector functions on all 2^32 floats, against the platform's in double precision: some two minutes for each, so
 * Maven does it with {@code -Plong} only.
 */
@DisabledIfSystemProperty(named = "lanewise.long", matches = "false",
        disabledReason = "takes minutes: run it with -Plong")
class EveryFloatTest {
    /** Floats in a block; 2^12 blocks are all of them. */
    private static final int BLOCK = 1 << 20;
    private static final int BLOCKS = 1 << 12;
    /** Of what is exact in double precision; the functions promise 2. */
    private static final double ULPS = 2;

    private record Worst(double ulps, float x, float got) {
        Worst or(Worst other) { return other.ulps > ulps ? other : this; }
    }

    @Test
    void exp() { everywhere(Math::exp, (c, v) -> c.unary(UnaryOp.EXP, v, v)); }

    @Test
    void log() { everywhere(Math::log, (c, v) -> c.unary(UnaryOp.LOG, v, v)); }

    @Test
    void tanh() { everywhere(Math::tanh, (c, v) -> c.activation(Activation.TANH, v, v)); }

    @Test
    void sigmoid() {
        // For large negative x e^x is the better formula: 1 + e^-x would lose nothing, but its inverse overflows first.
        everywhere(x -> x < -40 ? Math.exp(x) : 1 / (1 + Math.exp(-x)),
                (c, v) -> c.activation(Activation.SIGMOID, v, v));
    }

    @Test
    void softplus() {
        everywhere(x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
                (c, v) -> c.activation(Activation.SOFTPLUS, v, v));
    }

    private static void everywhere(DoubleUnaryOperator exact, BiConsumer<Compute, View> function) {
        try (var compute = Compute.named("simd")) {
            var view = compute.allocate(BLOCK);
            var x = new float[BLOCK];
            var y = new float[BLOCK];
            var worst = new Worst(0, 0, 0);
            for (int block = 0; block < BLOCKS; block++) {
                int first = block * BLOCK;
                for (int i = 0; i < BLOCK; i++)
                    x[i] = Float.intBitsToFloat(first + i);
                compute.upload(x, view);
                function.accept(compute, view);
                compute.download(view, y);
                worst = worst.or(IntStream.range(0, BLOCK).parallel()
                        .mapToObj(i -> new Worst(ulps(exact.applyAsDouble(x[i]), y[i]), x[i], y[i]))
                        .reduce(new Worst(0, 0, 0), Worst::or));
            }
            System.out.println("worst: " + worst);
            assertTrue(worst.ulps <= ULPS, worst::toString);
        }
    }

    /** Distance in units of the last place that the exact result has as a float; infinite if one is NaN alone. */
    private static double ulps(double exact, float got) {
        if (Double.isNaN(exact) && Float.isNaN(got) || exact == got)
            return 0;
        if (Double.isNaN(exact) || Float.isNaN(got))
            return Double.POSITIVE_INFINITY;
        // The largest float stands for infinity, as if exponents went on.
        double far = Float.isInfinite(got) ? Math.copySign(0x1p128, got) : got;
        double ulp = Math.ulp(Float.isInfinite((float) exact) ? Float.MAX_VALUE : (float) exact);
        return Math.abs(Math.clamp(exact, -0x1p128, 0x1p128) - far) / ulp;
    }
}
