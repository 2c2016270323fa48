package dev.lanewise.compute.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

/**
 * Activation functions, their derivatives, and dropout. Softplus, GELU and SiLU are {@code max(z, 0)} and a part that
 * depends on {@code a = |z|} alone and vanishes for large a: so nothing overflows or cancels. Their derivatives at z
 * and at -z add up to 1.
 */
final class LoopActivations {
    /** Stands for larger magnitudes, infinity too: what vanishes is 0 here, in double precision. */
    private static final double FAR = 1000;

    private LoopActivations() {}

    /** {@code f(z)}. */
    static float apply(Activation f, float z) {
        return switch (f) {
            case IDENTITY -> z;
            case SIGMOID -> (float) (1 / (1 + Math.exp(-z)));
            case TANH -> (float) Math.tanh(z);
            case RELU -> Math.max(z, 0);
            case LEAKY_RELU -> z > 0 ? z : (float) Activation.LEAKY_SLOPE * z;
            case SOFTPLUS -> (float) (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))));
            case GELU -> {
                double a = Math.min(Math.abs(z), FAR);
                yield (float) (Math.max(z, 0) - a * LoopNormal.tail(a));
            }
            case SILU -> {
                double a = Math.min(Math.abs(z), FAR);
                yield (float) (Math.max(z, 0) - a / (1 + Math.exp(a)));
            }
        };
    }

    /** {@code f'} from what {@link Activation#saved} says. */
    static float derivative(Activation f, float saved) {
        return switch (f) {
            case IDENTITY -> 1;
            case SIGMOID -> saved * (1 - saved);
            case TANH -> 1 - saved * saved;
            case RELU -> saved > 0 ? 1 : 0;
            case LEAKY_RELU -> saved > 0 ? 1 : (float) Activation.LEAKY_SLOPE;
            case SOFTPLUS -> (float) -Math.expm1(-saved);
            case GELU -> {
                double a = Math.min(Math.abs(saved), FAR);
                double below = LoopNormal.tail(a) - a * LoopNormal.density(a);
                yield (float) (saved < 0 ? below : 1 - below);
            }
            case SILU -> {
                double a = Math.min(Math.abs(saved), FAR);
                double sigmoid = 1 / (1 + Math.exp(a));
                double below = sigmoid * (1 - a * (1 - sigmoid));
                yield (float) (saved < 0 ? below : 1 - below);
            }
        };
    }

    static void activation(Activation f, View x, View out) {
        var from = HostBuffer.segment(x);
        var to = HostBuffer.segment(out);
        for (long i = 0; i < out.size4(0); i++)
            for (long j = 0; j < out.size4(1); j++)
                for (long k = 0; k < out.size4(2); k++) {
                    long s = x.rowAt(i, j, k);
                    long o = out.rowAt(i, j, k);
                    for (long l = 0; l < out.cols(); l++)
                        to.setAtIndex(JAVA_FLOAT, o + l * out.colStride(),
                                apply(f, from.getAtIndex(JAVA_FLOAT, s + l * x.colStride())));
                }
    }

    static void activationBackward(Activation f, View saved, View upstream, View out) {
        var kept = HostBuffer.segment(saved);
        var from = HostBuffer.segment(upstream);
        var to = HostBuffer.segment(out);
        for (long i = 0; i < out.size4(0); i++)
            for (long j = 0; j < out.size4(1); j++)
                for (long k = 0; k < out.size4(2); k++) {
                    long a = saved.rowAt(i, j, k);
                    long s = upstream.rowAt(i, j, k);
                    long o = out.rowAt(i, j, k);
                    for (long l = 0; l < out.cols(); l++)
                        to.setAtIndex(JAVA_FLOAT, o + l * out.colStride(),
                                from.getAtIndex(JAVA_FLOAT, s + l * upstream.colStride())
                                        * derivative(f, kept.getAtIndex(JAVA_FLOAT, a + l * saved.colStride())));
                }
    }

    static void dropout(View x, Dropout dropout, long step, long firstRow, View out) {
        var from = HostBuffer.segment(x);
        var to = HostBuffer.segment(out);
        float scale = (float) dropout.scale();
        int threshold = dropout.threshold();
        for (long i = 0; i < out.rows(); i++) {
            int key = dropout.rowKey(step, firstRow + i);
            for (long j = 0; j < out.cols(); j++) {
                boolean kept = Dropout.keeps(key, (int) j, threshold);
                to.setAtIndex(JAVA_FLOAT, out.at(i, j), kept ? scale * from.getAtIndex(JAVA_FLOAT, x.at(i, j)) : 0);
            }
        }
    }
}
