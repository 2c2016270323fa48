package dev.lanewise.kernel.simd.elementwise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.SimdProvider;
import dev.lanewise.kernel.simd.runtime.Lanes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bounds that {@link SmoothRectifiers} states, on every 257th float, against the float64 backend. */
class ActivationAccuracyTest {
    /** A prime, so that every exponent comes with all kinds of digits: 16.7 million floats. */
    private static final int STEP = 257;
    private static final int BLOCK = 1 << 20;
    private static final int BLOCKS = (int) ((1L << 32) / STEP / BLOCK) + 1;

    /** {@code |got - exact|} may be the sum of both. */
    private record Bound(double ulps, double absolute) {
        boolean holds(double exact, float got) {
            if (Double.isNaN(exact) || Double.isNaN(got))
                return Double.isNaN(exact) && Double.isNaN(got);
            // A float of any size is finite in double precision, so an infinity is one in both.
            return (float) exact == got || Math.abs(exact - got) <= ulps * Math.ulp((float) exact) + absolute;
        }
    }

    private interface Function {
        void apply(Compute compute, View x);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOFTPLUS", "GELU", "SILU"})
    void forward(Activation f) {
        var bound = switch (f) {
            case SOFTPLUS -> new Bound(2, 0);
            case GELU -> Lanes.FMA ? new Bound(5, 0) : new Bound(7, 0x1p-25);
            default -> new Bound(3, 0);
        };
        check(f + " of ", bound, false, (compute, x) -> compute.activation(f, x, x));
    }

    @ParameterizedTest
    @EnumSource(names = {"SOFTPLUS", "GELU", "SILU"})
    void derivative(Activation f) {
        var bound = switch (f) {
            case SOFTPLUS -> new Bound(1, 0);
            case GELU -> new Bound(0, 0x5p-24);
            default -> new Bound(0, 0x2p-24);
        };
        check("derivative of " + f + " from ", bound, f.saved() == Activation.Saved.OUTPUT, (compute, x) -> {
            try (var scope = compute.newScope()) {
                var one = scope.allocate(1);
                compute.fill(1, one);
                compute.activationBackward(f, x, one.broadcast(BLOCK), x);
            }
        });
    }

    private static void check(String what, Bound bound, boolean positive, Function function) {
        try (var compute = new SimdProvider().open(ComputeOptions.DEFAULT);
                var reference = Compute.named("float64")) {
            var view = compute.allocate(BLOCK);
            var exactView = reference.allocate(BLOCK);
            var x = new float[BLOCK];
            var got = new float[BLOCK];
            var exact = new double[BLOCK];
            for (int block = 0; block < BLOCKS; block++) {
                for (int i = 0; i < BLOCK; i++) {
                    float value = Float.intBitsToFloat((block * BLOCK + i) * STEP);
                    x[i] = positive ? Math.abs(value) : value;
                }
                compute.upload(x, view);
                reference.upload(x, exactView);
                function.apply(compute, view);
                function.apply(reference, exactView);
                compute.download(view, got);
                reference.download(exactView, exact);
                for (int i = 0; i < BLOCK; i++) {
                    int at = i;
                    assertTrue(bound.holds(exact[i], got[i]),
                            () -> what + x[at] + ": " + got[at] + ", exact " + exact[at]);
                }
            }
        }
    }
}
