package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.broadcast;
import static dev.lanewise.kernel.simd.Lanes.fma;
import static dev.lanewise.kernel.simd.Lanes.load;
import static dev.lanewise.kernel.simd.Lanes.store;

import dev.lanewise.compute.OptimizerOperations;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Optimiser steps over a run of a flat layout. Positions and sizes are bytes, the same in every array; sizes are whole
 * vectors. In all of them {@code rate} is the learning rate of the segment, {@code decay} rate times weight decay, and the
 * gradient is {@code scale * gradients + l2 * parameters}.
 */
final class SimdOptimizers {
    private static final float FLUSH = (float) OptimizerOperations.FLUSH;

    private SimdOptimizers() {}

    /** Numbers so small that they would become denormal count as zero. */
    private static FloatVector flushed(FloatVector x) {
        return x.blend(0f, x.abs().compare(VectorOperators.LT, FLUSH));
    }

    private static FloatVector gradient(FloatVector w, FloatVector g, float scale, float l2) {
        return flushed(fma(w, broadcast(l2), g.mul(scale)));
    }

    /** {@code w - rate * direction - decay * w}. */
    private static FloatVector moved(FloatVector w, FloatVector direction, float rate, float decay) {
        return w.sub(fma(direction, broadcast(rate), w.mul(decay)));
    }

    static void sgd(MemorySegment w, long wAt, MemorySegment g, long gAt, int size, float rate, float decay,
            float scale, float l2) {
        for (int i = 0; i < size; i += BYTES) {
            var p = load(w, wAt + i);
            store(moved(p, gradient(p, load(g, gAt + i), scale, l2), rate, decay), w, wAt + i);
        }
    }

    static void momentum(MemorySegment w, long wAt, MemorySegment g, long gAt, MemorySegment v, long vAt, int size,
            float rate, float decay, float scale, float l2, float beta, float gradientFactor) {
        for (int i = 0; i < size; i += BYTES) {
            var p = load(w, wAt + i);
            var velocity = flushed(fma(load(v, vAt + i), broadcast(beta),
                    gradient(p, load(g, gAt + i), scale, l2).mul(gradientFactor)));
            store(velocity, v, vAt + i);
            store(moved(p, velocity, rate, decay), w, wAt + i);
        }
    }

    static void rmsprop(MemorySegment w, long wAt, MemorySegment g, long gAt, MemorySegment s, long sAt, int size,
            float rate, float decay, float scale, float l2, float beta, float rest, float epsilon) {
        for (int i = 0; i < size; i += BYTES) {
            var p = load(w, wAt + i);
            var d = gradient(p, load(g, gAt + i), scale, l2);
            var squares = flushed(fma(load(s, sAt + i), broadcast(beta), d.mul(d).mul(rest)));
            store(squares, s, sAt + i);
            store(moved(p, d.div(squares.add(epsilon).sqrt()), rate, decay), w, wAt + i);
        }
    }

    /**
     * Adam; the corrections of the two biases are contained in {@code correctedRate} and {@code epsilon}.
     *
     * @param rest1 1 - beta1
     * @param rest2 1 - beta2
     */
    static void adam(MemorySegment w, long wAt, MemorySegment g, long gAt, MemorySegment m, long mAt, MemorySegment v,
            long vAt, int size, float correctedRate, float decay, float scale, float l2, float beta1, float rest1,
            float beta2, float rest2, float epsilon) {
        for (int i = 0; i < size; i += BYTES) {
            var p = load(w, wAt + i);
            var d = gradient(p, load(g, gAt + i), scale, l2);
            var first = flushed(fma(load(m, mAt + i), broadcast(beta1), d.mul(rest1)));
            var second = flushed(fma(load(v, vAt + i), broadcast(beta2), d.mul(d).mul(rest2)));
            store(first, m, mAt + i);
            store(second, v, vAt + i);
            var direction = first.div(second.sqrt().add(epsilon));
            store(moved(p, direction, correctedRate, decay), w, wAt + i);
        }
    }
}
