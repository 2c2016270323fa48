package dev.lanewise.kernel.simd.elementwise;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/** Activations and their derivatives. Positions and sizes are bytes, sizes whole vectors; out may be an input. */
public final class SimdActivations {
    static final float LEAKY_SLOPE = (float) Activation.LEAKY_SLOPE;

    private SimdActivations() {}

    public static final class Forward extends ElementwiseJob {
        private final boolean loops;
        private Activation f;

        public Forward(boolean loops) { this.loops = loops; }

        public void run(Workers workers, Activation newF, View x, View out) {
            f = newF;
            start(workers, x, out);
        }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            activation(loops, f, x, xAt, out, outAt, size);
        }
    }

    public static final class Backward extends ElementwiseJob {
        private final boolean loops;
        private Activation f;

        public Backward(boolean loops) { this.loops = loops; }

        public void run(Workers workers, Activation newF, View saved, View upstream, View out) {
            f = newF;
            start(workers, saved, upstream, out);
        }

        @Override
        void apply(MemorySegment saved, long savedAt, MemorySegment upstream, long upstreamAt, MemorySegment out,
                long outAt, int size) {
            activationBackward(loops, f, saved, savedAt, upstream, upstreamAt, out, outAt, size);
        }
    }

    /** {@code out = f(x)}, in plain loops where there are some and {@code loops} asks for them. */
    public static void activation(boolean loops, Activation f, MemorySegment x, long xAt, MemorySegment out, long outAt,
            int size) {
        switch (f) {
            case IDENTITY -> MemorySegment.copy(x, xAt, out, outAt, size);
            case SIGMOID -> VectorMath.sigmoid(x, xAt, out, outAt, size);
            case TANH -> VectorMath.tanh(x, xAt, out, outAt, size);
            case RELU -> {
                if (loops)
                    ElementwiseLoops.relu(x, xAt, out, outAt, size);
                else
                    ElementwiseVectors.relu(x, xAt, out, outAt, size);
            }
            case LEAKY_RELU -> {
                if (loops)
                    ElementwiseLoops.leakyRelu(LEAKY_SLOPE, x, xAt, out, outAt, size);
                else
                    ElementwiseVectors.leakyRelu(x, xAt, out, outAt, size);
            }
            case SOFTPLUS -> SmoothRectifiers.softplus(x, xAt, out, outAt, size);
            case GELU -> SmoothRectifiers.gelu(x, xAt, out, outAt, size);
            case SILU -> SmoothRectifiers.silu(x, xAt, out, outAt, size);
        }
    }

    /** {@code out = upstream * f'(saved)}, likewise. */
    public static void activationBackward(boolean loops, Activation f, MemorySegment saved, long savedAt,
            MemorySegment upstream, long upstreamAt, MemorySegment out, long outAt, int size) {
        switch (f) {
            case IDENTITY -> MemorySegment.copy(upstream, upstreamAt, out, outAt, size);
            case SIGMOID -> ElementwiseVectors.sigmoidBackward(saved, savedAt, upstream, upstreamAt, out, outAt, size);
            case TANH -> ElementwiseVectors.tanhBackward(saved, savedAt, upstream, upstreamAt, out, outAt, size);
            case RELU, LEAKY_RELU -> {
                float slope = f == Activation.RELU ? 0 : LEAKY_SLOPE;
                if (loops)
                    ElementwiseLoops.slopeBackward(slope, saved, savedAt, upstream, upstreamAt, out, outAt, size);
                else
                    ElementwiseVectors.slopeBackward(slope, saved, savedAt, upstream, upstreamAt, out, outAt, size);
            }
            case SOFTPLUS ->
                SmoothRectifiers.softplusBackward(saved, savedAt, upstream, upstreamAt, out, outAt, size);
            case GELU -> SmoothRectifiers.geluBackward(saved, savedAt, upstream, upstreamAt, out, outAt, size);
            case SILU -> SmoothRectifiers.siluBackward(saved, savedAt, upstream, upstreamAt, out, outAt, size);
        }
    }
}
