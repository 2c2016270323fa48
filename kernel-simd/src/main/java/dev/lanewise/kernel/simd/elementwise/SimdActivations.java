package dev.lanewise.kernel.simd.elementwise;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.VectorOperators;

/** Activations and their derivatives. Positions and sizes are bytes, sizes whole vectors; out may be an input. */
public final class SimdActivations {
    private static final float LEAKY_SLOPE = (float) Activation.LEAKY_SLOPE;

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
                    relu(x, xAt, out, outAt, size);
            }
            case LEAKY_RELU -> {
                if (loops)
                    ElementwiseLoops.leakyRelu(LEAKY_SLOPE, x, xAt, out, outAt, size);
                else
                    leakyRelu(x, xAt, out, outAt, size);
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
            case SIGMOID -> sigmoidBackward(saved, savedAt, upstream, upstreamAt, out, outAt, size);
            case TANH -> tanhBackward(saved, savedAt, upstream, upstreamAt, out, outAt, size);
            case RELU, LEAKY_RELU -> {
                float slope = f == Activation.RELU ? 0 : LEAKY_SLOPE;
                if (loops)
                    ElementwiseLoops.slopeBackward(slope, saved, savedAt, upstream, upstreamAt, out, outAt, size);
                else
                    slopeBackward(slope, saved, savedAt, upstream, upstreamAt, out, outAt, size);
            }
            case SOFTPLUS ->
                SmoothRectifiers.softplusBackward(saved, savedAt, upstream, upstreamAt, out, outAt, size);
            case GELU -> SmoothRectifiers.geluBackward(saved, savedAt, upstream, upstreamAt, out, outAt, size);
            case SILU -> SmoothRectifiers.siluBackward(saved, savedAt, upstream, upstreamAt, out, outAt, size);
        }
    }

    private static void relu(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var v = fromMemorySegment(FLOATS, x, xAt + i, ORDER);
            // A comparison and a blend keep NaN and turn -0 to +0 as max does, at half its price.
            v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    private static void leakyRelu(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var v = fromMemorySegment(FLOATS, x, xAt + i, ORDER);
            v.mul(LEAKY_SLOPE).blend(v, v.compare(VectorOperators.GT, 0f)).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    private static void sigmoidBackward(MemorySegment saved, long savedAt, MemorySegment upstream, long upstreamAt,
            MemorySegment out, long outAt, int size) {
        saved = NATIVE.cast(saved);
        upstream = NATIVE.cast(upstream);
        out = NATIVE.cast(out);
        var one = broadcast(FLOATS, 1f);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var a = fromMemorySegment(FLOATS, saved, savedAt + i, ORDER);
            fromMemorySegment(FLOATS, upstream, upstreamAt + i, ORDER).mul(a.mul(one.sub(a))).intoMemorySegment(out,
                    outAt + i, ORDER);
        }
    }

    private static void tanhBackward(MemorySegment saved, long savedAt, MemorySegment upstream, long upstreamAt,
            MemorySegment out, long outAt, int size) {
        saved = NATIVE.cast(saved);
        upstream = NATIVE.cast(upstream);
        out = NATIVE.cast(out);
        var one = broadcast(FLOATS, 1f);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var a = fromMemorySegment(FLOATS, saved, savedAt + i, ORDER);
            fromMemorySegment(FLOATS, upstream, upstreamAt + i, ORDER).mul(one.sub(a.mul(a))).intoMemorySegment(out,
                    outAt + i, ORDER);
        }
    }

    /** The derivative is 1 above zero and {@code slope} elsewhere. */
    private static void slopeBackward(float slope, MemorySegment saved, long savedAt, MemorySegment upstream,
            long upstreamAt, MemorySegment out, long outAt, int size) {
        saved = NATIVE.cast(saved);
        upstream = NATIVE.cast(upstream);
        out = NATIVE.cast(out);
        var below = broadcast(FLOATS, slope);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var derivative = below.blend(1f,
                    fromMemorySegment(FLOATS, saved, savedAt + i, ORDER).compare(VectorOperators.GT, 0f));
            fromMemorySegment(FLOATS, upstream, upstreamAt + i, ORDER).mul(derivative).intoMemorySegment(out, outAt + i,
                    ORDER);
        }
    }
}
