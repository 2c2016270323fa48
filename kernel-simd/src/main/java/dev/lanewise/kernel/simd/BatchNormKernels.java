package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.broadcast;
import static dev.lanewise.kernel.simd.Lanes.fma;
import static dev.lanewise.kernel.simd.Lanes.load;
import static dev.lanewise.kernel.simd.Lanes.store;

import java.lang.foreign.MemorySegment;

/**
 * Batch normalisation of one vector of columns. Positions and distances between rows are bytes; each statistic is one vector
 * in {@code s}, at a position that counts bytes too.
 */
final class BatchNormKernels {
    private BatchNormKernels() {}

    /** Writes mean and variance. The distances from the first mean repair what its rounding lost. */
    static void statistics(MemorySegment x, long at, long rowStride, int rows, MemorySegment s, long mean,
            long variance) {
        SimdColumns.sum(x, at, rowStride, rows, s, mean);
        var count = broadcast(rows);
        var center = load(s, mean).div(count);
        var d0 = broadcast(0f);
        var d1 = d0;
        var q0 = d0;
        var q1 = d0;
        long row = at;
        int i = 0;
        for (; i < rows - 1; i += 2) {
            var a = load(x, row).sub(center);
            var b = load(x, row + rowStride).sub(center);
            d0 = d0.add(a);
            d1 = d1.add(b);
            q0 = fma(a, a, q0);
            q1 = fma(b, b, q1);
            row += 2 * rowStride;
        }
        if (i < rows) {
            var a = load(x, row).sub(center);
            d0 = d0.add(a);
            q0 = fma(a, a, q0);
        }
        var shift = d0.add(d1).div(count);
        var spread = q0.add(q1).div(count).sub(shift.mul(shift)).max(0f);
        store(center.add(shift), s, mean);
        store(spread, s, variance);
    }

    /** {@code inverse = 1 / sqrt(variance + epsilon)}, over a run of {@code size} bytes. */
    static void inverse(MemorySegment s, long variance, float epsilon, long inverse, int size) {
        for (int c = 0; c < size; c += Lanes.BYTES)
            store(broadcast(1f).div(load(s, variance + c).add(epsilon).sqrt()), s, inverse + c);
    }

    /** {@code out = gamma inverse (x - mean) + beta}; out may be x. */
    static void normalise(MemorySegment x, long at, long rowStride, int rows, MemorySegment out, long outAt,
            long outStride, MemorySegment s, long mean, long inverse, long gamma, long beta) {
        var center = load(s, mean);
        var factor = load(s, gamma).mul(load(s, inverse));
        var shift = load(s, beta);
        for (int i = 0; i < rows; i++) {
            store(fma(load(x, at).sub(center), factor, shift), out, outAt);
            at += rowStride;
            outAt += outStride;
        }
    }

    /** Writes the sum of upstream and of upstream times the normalised x. */
    static void gradients(MemorySegment x, long at, long rowStride, MemorySegment upstream, long upAt, long upStride,
            int rows, MemorySegment s, long mean, long inverse, long gradGamma, long gradBeta) {
        var center = load(s, mean);
        var b0 = broadcast(0f);
        var b1 = b0;
        var g0 = b0;
        var g1 = b0;
        int i = 0;
        for (; i < rows - 1; i += 2) {
            var u0 = load(upstream, upAt);
            var u1 = load(upstream, upAt + upStride);
            b0 = b0.add(u0);
            b1 = b1.add(u1);
            g0 = fma(u0, load(x, at).sub(center), g0);
            g1 = fma(u1, load(x, at + rowStride).sub(center), g1);
            at += 2 * rowStride;
            upAt += 2 * upStride;
        }
        if (i < rows) {
            var u = load(upstream, upAt);
            b0 = b0.add(u);
            g0 = fma(u, load(x, at).sub(center), g0);
        }
        store(g0.add(g1).mul(load(s, inverse)), s, gradGamma);
        store(b0.add(b1), s, gradBeta);
    }

    /** {@code out = gamma inverse (upstream - gradBeta/m - xhat gradGamma/m)}; out may be upstream. */
    static void backward(MemorySegment x, long at, long rowStride, MemorySegment upstream, long upAt, long upStride,
            int rows, MemorySegment out, long outAt, long outStride, MemorySegment s, long mean, long inverse,
            long gamma, long gradGamma, long gradBeta) {
        var center = load(s, mean);
        var scale = load(s, inverse);
        var factor = load(s, gamma).mul(scale);
        var shift = load(s, gradBeta).div(rows);
        var slope = load(s, gradGamma).div(rows).mul(scale).neg();
        for (int i = 0; i < rows; i++) {
            var u = load(upstream, upAt).sub(shift);
            store(fma(load(x, at).sub(center), slope, u).mul(factor), out, outAt);
            at += rowStride;
            upAt += upStride;
            outAt += outStride;
        }
    }
}
