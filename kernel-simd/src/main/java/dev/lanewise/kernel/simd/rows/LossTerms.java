package dev.lanewise.kernel.simd.rows;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.compute.OptimizerOperations;
import dev.lanewise.kernel.simd.elementwise.SmoothRectifiers;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.VectorOperators;

/**
 * The terms of losses and their gradients, element by element over staging blocks; sums are a matter of
 * {@link RowKernels#sum}. Positions and sizes are bytes, sizes whole vectors.
 */
final class LossTerms {
    private static final float FLUSH = (float) OptimizerOperations.FLUSH;

    private LossTerms() {}

    /** {@code out = max(z, 0) - z t + ln(1 + exp(-|z|))}. */
    static void sigmoidCrossEntropy(MemorySegment z, long zAt, MemorySegment t, long tAt, MemorySegment out,
            long outAt, int size) {
        z = NATIVE.cast(z);
        t = NATIVE.cast(t);
        out = NATIVE.cast(out);
        SmoothRectifiers.softplusBelow(z, zAt, out, outAt, size);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var x = fromMemorySegment(FLOATS, z, zAt + i, ORDER);
            var linear = x.max(0f).sub(x.mul(fromMemorySegment(FLOATS, t, tAt + i, ORDER)));
            linear.add(fromMemorySegment(FLOATS, out, outAt + i, ORDER)).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code out = 1 where (z > 0) == (t > 0.5), else 0}. */
    static void hits(MemorySegment z, long zAt, MemorySegment t, long tAt, MemorySegment out, long outAt, int size) {
        z = NATIVE.cast(z);
        t = NATIVE.cast(t);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var said = fromMemorySegment(FLOATS, z, zAt + i, ORDER).compare(VectorOperators.GT, 0f);
            var meant = fromMemorySegment(FLOATS, t, tAt + i, ORDER).compare(VectorOperators.GT, 0.5f);
            broadcast(FLOATS, 0f).blend(1f, said.eq(meant)).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code x = factor x}, but 0 for what is below {@link OptimizerOperations#FLUSH} in magnitude. */
    static void scaleAndFlush(float factor, MemorySegment x, long at, int size) {
        x = NATIVE.cast(x);
        for (int k = 0; k < size / BYTES; k++) {
            long i = at + (long) k * BYTES;
            var value = fromMemorySegment(FLOATS, x, i, ORDER).mul(factor);
            value.blend(0f, value.abs().compare(VectorOperators.LT, FLUSH)).intoMemorySegment(x, i, ORDER);
        }
    }

    /** {@code x = x number of the row}, with rows transposed, but 0 for what is below {@link OptimizerOperations#FLUSH}. */
    static void scaleTurnedAndFlush(MemorySegment s, long x, int size, long number) {
        s = NATIVE.cast(s);
        var factor = fromMemorySegment(FLOATS, s, number, ORDER);
        for (int k = 0; k < size / BYTES; k++) {
            long i = x + (long) k * BYTES;
            var value = fromMemorySegment(FLOATS, s, i, ORDER).mul(factor);
            value.blend(0f, value.abs().compare(VectorOperators.LT, FLUSH)).intoMemorySegment(s, i, ORDER);
        }
    }

    /** {@code out = (p - t)^2}. */
    static void squaredError(MemorySegment p, long pAt, MemorySegment t, long tAt, MemorySegment out, long outAt,
            int size) {
        p = NATIVE.cast(p);
        t = NATIVE.cast(t);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var d = fromMemorySegment(FLOATS, p, pAt + i, ORDER).sub(fromMemorySegment(FLOATS, t, tAt + i, ORDER));
            d.mul(d).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code out = factor (p - t)}, but 0 for what is below {@link OptimizerOperations#FLUSH} in magnitude. */
    static void errorGradient(float factor, MemorySegment p, long pAt, MemorySegment t, long tAt, MemorySegment out,
            long outAt, int size) {
        p = NATIVE.cast(p);
        t = NATIVE.cast(t);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var d = fromMemorySegment(FLOATS, p, pAt + i, ORDER).sub(fromMemorySegment(FLOATS, t, tAt + i, ORDER));
            var value = d.mul(factor);
            value.blend(0f, value.abs().compare(VectorOperators.LT, FLUSH)).intoMemorySegment(out, outAt + i, ORDER);
        }
    }
}
