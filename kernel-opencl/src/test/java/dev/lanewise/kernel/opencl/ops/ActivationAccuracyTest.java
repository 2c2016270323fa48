package dev.lanewise.kernel.opencl.ops;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.TestDevice;
import dev.lanewise.kernel.opencl.device.ClApi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The functions that activations.cl writes out, on every 1021st float, against the float64 backend. */
class ActivationAccuracyTest {
    /** A prime, so that every exponent comes with all kinds of digits: 4.2 million floats. */
    private static final int STEP = 1021;
    private static final int BLOCK = 1 << 20;
    private static final int BLOCKS = (int) ((1L << 32) / STEP / BLOCK) + 1;

    /**
     * What a device may be off by: {@code |got - exact|} up to the sum of both. OpenCL grants the exponential 3 ulp and a
     * division 2.5; what is left is what the polynomials and their roundings need.
     */
    private record Bound(double ulps, double absolute) {
        boolean holds(double exact, float got) {
            if (Double.isNaN(exact) || Double.isNaN(got))
                return Double.isNaN(exact) && Double.isNaN(got);
            return (float) exact == got || Math.abs(exact - got) <= ulps * Math.ulp((float) exact) + absolute;
        }
    }

    private interface Function {
        void apply(Compute compute, View x);
    }

    /** A device may flush the exponential in GELU, which is then multiplied by less than 16. */
    @ParameterizedTest
    @EnumSource(names = {"SOFTPLUS", "GELU"})
    void forward(Activation f) {
        var bound = f == Activation.SOFTPLUS ? new Bound(6, Float.MIN_NORMAL) : new Bound(10, 16 * Float.MIN_NORMAL);
        check(f + " of ", bound, false, (compute, x) -> compute.activation(f, x, x));
    }

    /** That of GELU is a difference of terms up to 0.5, which cancel near -0.75. */
    @ParameterizedTest
    @EnumSource(names = {"SOFTPLUS", "GELU"})
    void derivative(Activation f) {
        var bound = f == Activation.SOFTPLUS ? new Bound(1, Float.MIN_NORMAL) : new Bound(0, 0x10p-24);
        check("derivative of " + f + " from ", bound, f.saved() == Activation.Saved.OUTPUT, (compute, x) -> {
            try (var scope = compute.newScope()) {
                var one = scope.allocate(1);
                compute.fill(1, one);
                compute.activationBackward(f, x, one.broadcast(BLOCK), x);
            }
        });
    }

    private static void check(String what, Bound bound, boolean positive, Function function) {
        try (var compute = TestDevice.open(ComputeOptions.DEFAULT, new ClApi());
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
