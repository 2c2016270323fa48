package dev.lanewise.kernel.simd.optimizer;

import dev.lanewise.compute.OptimizerOperations;

import java.lang.foreign.MemorySegment;

/**
 * Optimiser steps over a run of a flat layout. Positions and sizes are bytes, the same in every array; sizes are
 * whole vectors. In all of them {@code rate} is the learning rate of the segment, {@code decay} rate times weight
 * decay, and the gradient is {@code scale * gradients + l2 * parameters}. Numbers so small that they would become
 * denormal count as zero.
 */
interface OptimizerKernels {
    float FLUSH = (float) OptimizerOperations.FLUSH;

    void sgd(MemorySegment w, long wAt, MemorySegment g, long gAt, int size, float rate, float decay,
            float scale, float l2);

    void momentum(MemorySegment w, long wAt, MemorySegment g, long gAt, MemorySegment v, long vAt, int size,
            float rate, float decay, float scale, float l2, float beta, float gradientFactor);

    /** RMSprop; {@code rest} is 1 - beta. */
    void rmsprop(MemorySegment w, long wAt, MemorySegment g, long gAt, MemorySegment s, long sAt, int size,
            float rate, float decay, float scale, float l2, float beta, float rest, float epsilon);

    /**
     * Adam; the corrections of the two biases are contained in {@code correctedRate} and {@code epsilon}.
     *
     * @param rest1 1 - beta1
     * @param rest2 1 - beta2
     */
    void adam(MemorySegment w, long wAt, MemorySegment g, long gAt, MemorySegment m, long mAt, MemorySegment v,
            long vAt, int size, float correctedRate, float decay, float scale, float l2, float beta1, float rest1,
            float beta2, float rest2, float epsilon);
}
