package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

/**
 * Batch normalisation of one vector of columns: the one at byte {@code c} of each row. Each statistic is one vector in
 * {@code s}, at a position that counts bytes too.
 */
final class BatchNormKernels {
    private BatchNormKernels() {}

    /** Writes mean and variance. The distances from the first mean repair what its rounding lost. */
    static void statistics(ColumnBlock block, int c, int rows, MemorySegment s, long mean, long variance) {
        var x = block.segment();
        long rowStride = block.stride();
        long row = block.at() + c;
        SimdColumns.sum(x, row, rowStride, rows, s, mean);
        var count = broadcast(FLOATS, rows);
        var center = fromMemorySegment(FLOATS, s, mean, ORDER).div(count);
        var d0 = broadcast(FLOATS, 0f);
        var d1 = d0;
        var q0 = d0;
        var q1 = d0;
        int i = 0;
        for (; i < rows - 1; i += 2) {
            var a = fromMemorySegment(FLOATS, x, row, ORDER).sub(center);
            var b = fromMemorySegment(FLOATS, x, row + rowStride, ORDER).sub(center);
            d0 = d0.add(a);
            d1 = d1.add(b);
            q0 = q0.add(a.mul(a));
            q1 = q1.add(b.mul(b));
            row += 2 * rowStride;
        }
        if (i < rows) {
            var a = fromMemorySegment(FLOATS, x, row, ORDER).sub(center);
            d0 = d0.add(a);
            q0 = q0.add(a.mul(a));
        }
        var shift = d0.add(d1).div(count);
        var spread = q0.add(q1).div(count).sub(shift.mul(shift)).max(0f);
        center.add(shift).intoMemorySegment(s, mean, ORDER);
        spread.intoMemorySegment(s, variance, ORDER);
    }

    /** {@code inverse = 1 / sqrt(variance + epsilon)}, over a run of {@code size} bytes. */
    static void inverse(MemorySegment s, long variance, float epsilon, long inverse, int size) {
        for (int c = 0; c < size; c += Lanes.BYTES)
            broadcast(FLOATS, 1f).div(fromMemorySegment(FLOATS, s, variance + c, ORDER).add(epsilon).sqrt())
                    .intoMemorySegment(s, inverse + c, ORDER);
    }

    /** {@code out = gamma inverse (x - mean) + beta}; out may be x. */
    static void normalise(ColumnBlock in, ColumnBlock result, int c, int rows, MemorySegment s, long mean,
            long inverse, long gamma, long beta) {
        var x = in.segment();
        var out = result.segment();
        long at = in.at() + c;
        long rowStride = in.stride();
        long outAt = result.at() + c;
        long outStride = result.stride();
        var center = fromMemorySegment(FLOATS, s, mean, ORDER);
        var factor = fromMemorySegment(FLOATS, s, gamma, ORDER).mul(fromMemorySegment(FLOATS, s, inverse, ORDER));
        var shift = fromMemorySegment(FLOATS, s, beta, ORDER);
        for (int i = 0; i < rows; i++) {
            fromMemorySegment(FLOATS, x, at, ORDER).sub(center).mul(factor).add(shift).intoMemorySegment(out, outAt,
                    ORDER);
            at += rowStride;
            outAt += outStride;
        }
    }

    /** Writes the sum of upstream and of upstream times the normalised x. */
    static void gradients(ColumnBlock in, ColumnBlock up, int c, int rows, MemorySegment s, long mean, long inverse,
            long gradGamma, long gradBeta) {
        var x = in.segment();
        var upstream = up.segment();
        long at = in.at() + c;
        long rowStride = in.stride();
        long upAt = up.at() + c;
        long upStride = up.stride();
        var center = fromMemorySegment(FLOATS, s, mean, ORDER);
        var b0 = broadcast(FLOATS, 0f);
        var b1 = b0;
        var g0 = b0;
        var g1 = b0;
        int i = 0;
        for (; i < rows - 1; i += 2) {
            var u0 = fromMemorySegment(FLOATS, upstream, upAt, ORDER);
            var u1 = fromMemorySegment(FLOATS, upstream, upAt + upStride, ORDER);
            b0 = b0.add(u0);
            b1 = b1.add(u1);
            g0 = g0.add(u0.mul(fromMemorySegment(FLOATS, x, at, ORDER).sub(center)));
            g1 = g1.add(u1.mul(fromMemorySegment(FLOATS, x, at + rowStride, ORDER).sub(center)));
            at += 2 * rowStride;
            upAt += 2 * upStride;
        }
        if (i < rows) {
            var u = fromMemorySegment(FLOATS, upstream, upAt, ORDER);
            b0 = b0.add(u);
            g0 = g0.add(u.mul(fromMemorySegment(FLOATS, x, at, ORDER).sub(center)));
        }
        g0.add(g1).mul(fromMemorySegment(FLOATS, s, inverse, ORDER)).intoMemorySegment(s, gradGamma, ORDER);
        b0.add(b1).intoMemorySegment(s, gradBeta, ORDER);
    }

    /** {@code out = gamma inverse (upstream - gradBeta/m - xhat gradGamma/m)}; out may be upstream. */
    static void backward(ColumnBlock in, ColumnBlock up, ColumnBlock result, int c, int rows, MemorySegment s,
            long mean, long inverse, long gamma, long gradGamma, long gradBeta) {
        var x = in.segment();
        var upstream = up.segment();
        var out = result.segment();
        long at = in.at() + c;
        long rowStride = in.stride();
        long upAt = up.at() + c;
        long upStride = up.stride();
        long outAt = result.at() + c;
        long outStride = result.stride();
        var center = fromMemorySegment(FLOATS, s, mean, ORDER);
        var scale = fromMemorySegment(FLOATS, s, inverse, ORDER);
        var factor = fromMemorySegment(FLOATS, s, gamma, ORDER).mul(scale);
        var shift = fromMemorySegment(FLOATS, s, gradBeta, ORDER).div(rows);
        var slope = fromMemorySegment(FLOATS, s, gradGamma, ORDER).div(rows).mul(scale).neg();
        for (int i = 0; i < rows; i++) {
            var u = fromMemorySegment(FLOATS, upstream, upAt, ORDER).sub(shift);
            fromMemorySegment(FLOATS, x, at, ORDER).sub(center).mul(slope).add(u).mul(factor).intoMemorySegment(out,
                    outAt, ORDER);
            at += rowStride;
            upAt += upStride;
            outAt += outStride;
        }
    }
}
