package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.broadcast;
import static dev.lanewise.kernel.simd.Lanes.load;
import static dev.lanewise.kernel.simd.Lanes.store;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.VectorOperators;

/**
 * The terms of losses and their gradients, element by element over staging blocks; sums are a matter of
 * {@link RowKernels#sum}. Positions and sizes are bytes, sizes whole vectors.
 */
final class LossTerms {
    private LossTerms() {}

    /** {@code out = max(z, 0) - z t + ln(1 + exp(-|z|))}. */
    static void sigmoidCrossEntropy(MemorySegment z, long zAt, MemorySegment t, long tAt, MemorySegment out,
            long outAt, int size) {
        VectorMath.softplus(z, zAt, out, outAt, size);
        for (int i = 0; i < size; i += BYTES) {
            var x = load(z, zAt + i);
            var linear = x.max(0f).sub(x.mul(load(t, tAt + i)));
            store(linear.add(load(out, outAt + i)), out, outAt + i);
        }
    }

    /** {@code out = 1 where (z > 0) == (t > 0.5), else 0}. */
    static void hits(MemorySegment z, long zAt, MemorySegment t, long tAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES) {
            var said = load(z, zAt + i).compare(VectorOperators.GT, 0f);
            var meant = load(t, tAt + i).compare(VectorOperators.GT, 0.5f);
            store(broadcast(0f).blend(1f, said.eq(meant)), out, outAt + i);
        }
    }

    /** {@code out = (p - t)^2}. */
    static void squaredError(MemorySegment p, long pAt, MemorySegment t, long tAt, MemorySegment out, long outAt,
            int size) {
        for (int i = 0; i < size; i += BYTES) {
            var d = load(p, pAt + i).sub(load(t, tAt + i));
            store(d.mul(d), out, outAt + i);
        }
    }

    /** {@code out = factor (p - t)}. */
    static void errorGradient(float factor, MemorySegment p, long pAt, MemorySegment t, long tAt, MemorySegment out,
            long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            store(load(p, pAt + i).sub(load(t, tAt + i)).mul(factor), out, outAt + i);
    }
}
