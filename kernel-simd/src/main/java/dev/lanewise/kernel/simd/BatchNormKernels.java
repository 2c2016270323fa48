package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.VectorOperators;

/**
 * Batch normalisation, column by column: sums over {@link ColumnJob#ROWS} rows, results of as many, and what is made of
 * sums for each column. What belongs to columns lies in the memory {@code s}. Positions and sizes count bytes, sizes
 * are whole vectors.
 */
final class BatchNormKernels {
    private BatchNormKernels() {}

    /** Adds the distances from the pivot to {@code sum} and their squares to {@code squares}. */
    static void statistics(RowGroup rows, MemorySegment s, long pivot, MemorySegment partials, long sum, long squares,
            int size) {
        s = NATIVE.cast(s);
        partials = NATIVE.cast(partials);
        var x = rows.segment();
        long at = rows.at();
        long stride = rows.stride();
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var center = fromMemorySegment(FLOATS, s, pivot + c, ORDER);
            var x0 = fromMemorySegment(FLOATS, x, at + c, ORDER).sub(center);
            var x1 = fromMemorySegment(FLOATS, x, at + stride + c, ORDER).sub(center);
            var x2 = fromMemorySegment(FLOATS, x, at + 2 * stride + c, ORDER).sub(center);
            var x3 = fromMemorySegment(FLOATS, x, at + 3 * stride + c, ORDER).sub(center);
            fromMemorySegment(FLOATS, partials, sum + c, ORDER).add(x0.add(x1).add(x2.add(x3)))
                    .intoMemorySegment(partials, sum + c, ORDER);
            var q = x0.mul(x0).add(x1.mul(x1)).add(x2.mul(x2).add(x3.mul(x3)));
            fromMemorySegment(FLOATS, partials, squares + c, ORDER).add(q).intoMemorySegment(partials, squares + c,
                    ORDER);
        }
    }

    /** Mean and variance of {@code count} rows, from sums of distances from the pivot and of their squares. */
    static void moments(MemorySegment partials, long sum, long squares, float count, MemorySegment s, long pivot,
            long mean, long variance, int size) {
        partials = NATIVE.cast(partials);
        s = NATIVE.cast(s);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var shift = fromMemorySegment(FLOATS, partials, sum + c, ORDER).div(count);
            var spread = fromMemorySegment(FLOATS, partials, squares + c, ORDER).div(count);
            fromMemorySegment(FLOATS, s, pivot + c, ORDER).add(shift).intoMemorySegment(s, mean + c, ORDER);
            spread.sub(shift.mul(shift)).max(0f).intoMemorySegment(s, variance + c, ORDER);
        }
    }

    /** {@code inverse = 1 / sqrt(variance + epsilon)}. */
    static void inverse(MemorySegment s, long variance, float epsilon, long inverse, int size) {
        s = NATIVE.cast(s);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            broadcast(FLOATS, 1f).div(fromMemorySegment(FLOATS, s, variance + c, ORDER).add(epsilon).sqrt())
                    .intoMemorySegment(s, inverse + c, ORDER);
        }
    }

    /**
     * {@code out = factor (x - mean) + beta}; out may be x.
     *
     * @param threshold what is not above it becomes 0; NaN for none
     */
    static void normalise(RowGroup in, RowGroup result, MemorySegment s, long mean, long factor, long beta,
            float threshold, int size) {
        s = NATIVE.cast(s);
        var x = in.segment();
        var out = result.segment();
        long at = in.at();
        long stride = in.stride();
        long outAt = result.at();
        long outStride = result.stride();
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var center = fromMemorySegment(FLOATS, s, mean + c, ORDER);
            var slope = fromMemorySegment(FLOATS, s, factor + c, ORDER);
            var shift = fromMemorySegment(FLOATS, s, beta + c, ORDER);
            var v0 = fromMemorySegment(FLOATS, x, at + c, ORDER).sub(center).mul(slope).add(shift);
            var v1 = fromMemorySegment(FLOATS, x, at + stride + c, ORDER).sub(center).mul(slope).add(shift);
            var v2 = fromMemorySegment(FLOATS, x, at + 2 * stride + c, ORDER).sub(center).mul(slope).add(shift);
            var v3 = fromMemorySegment(FLOATS, x, at + 3 * stride + c, ORDER).sub(center).mul(slope).add(shift);
            v0.blend(0f, v0.compare(VectorOperators.LE, threshold)).intoMemorySegment(out, outAt + c, ORDER);
            v1.blend(0f, v1.compare(VectorOperators.LE, threshold)).intoMemorySegment(out, outAt + outStride + c,
                    ORDER);
            v2.blend(0f, v2.compare(VectorOperators.LE, threshold)).intoMemorySegment(out, outAt + 2 * outStride + c,
                    ORDER);
            v3.blend(0f, v3.compare(VectorOperators.LE, threshold)).intoMemorySegment(out, outAt + 3 * outStride + c,
                    ORDER);
        }
    }

    /** Adds upstream to {@code sum} and upstream times the distance of x from the mean to {@code products}. */
    static void gradients(RowGroup in, RowGroup up, MemorySegment s, long mean, MemorySegment partials, long sum,
            long products, int size) {
        s = NATIVE.cast(s);
        partials = NATIVE.cast(partials);
        var x = in.segment();
        var upstream = up.segment();
        long at = in.at();
        long stride = in.stride();
        long upAt = up.at();
        long upStride = up.stride();
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var center = fromMemorySegment(FLOATS, s, mean + c, ORDER);
            var u0 = fromMemorySegment(FLOATS, upstream, upAt + c, ORDER);
            var u1 = fromMemorySegment(FLOATS, upstream, upAt + upStride + c, ORDER);
            var u2 = fromMemorySegment(FLOATS, upstream, upAt + 2 * upStride + c, ORDER);
            var u3 = fromMemorySegment(FLOATS, upstream, upAt + 3 * upStride + c, ORDER);
            fromMemorySegment(FLOATS, partials, sum + c, ORDER).add(u0.add(u1).add(u2.add(u3)))
                    .intoMemorySegment(partials, sum + c, ORDER);
            u0 = u0.mul(fromMemorySegment(FLOATS, x, at + c, ORDER).sub(center));
            u1 = u1.mul(fromMemorySegment(FLOATS, x, at + stride + c, ORDER).sub(center));
            u2 = u2.mul(fromMemorySegment(FLOATS, x, at + 2 * stride + c, ORDER).sub(center));
            u3 = u3.mul(fromMemorySegment(FLOATS, x, at + 3 * stride + c, ORDER).sub(center));
            fromMemorySegment(FLOATS, partials, products + c, ORDER).add(u0.add(u1).add(u2.add(u3)))
                    .intoMemorySegment(partials, products + c, ORDER);
        }
    }

    /** {@code shift = gradBeta / count} and {@code slope = -gradGamma inverse / count}. */
    static void coefficients(MemorySegment s, long gradGamma, long gradBeta, long inverse, float count, long shift,
            long slope, int size) {
        s = NATIVE.cast(s);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            fromMemorySegment(FLOATS, s, gradBeta + c, ORDER).div(count).intoMemorySegment(s, shift + c, ORDER);
            fromMemorySegment(FLOATS, s, gradGamma + c, ORDER).div(count)
                    .mul(fromMemorySegment(FLOATS, s, inverse + c, ORDER)).neg().intoMemorySegment(s, slope + c, ORDER);
        }
    }

    /** {@code out = factor (upstream - shift + slope (x - mean))}; out may be upstream. */
    static void backward(RowGroup in, RowGroup up, RowGroup result, MemorySegment s, long mean, long slope, long shift,
            long factor, int size) {
        s = NATIVE.cast(s);
        var x = in.segment();
        var upstream = up.segment();
        var out = result.segment();
        long at = in.at();
        long stride = in.stride();
        long upAt = up.at();
        long upStride = up.stride();
        long outAt = result.at();
        long outStride = result.stride();
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var center = fromMemorySegment(FLOATS, s, mean + c, ORDER);
            var tilt = fromMemorySegment(FLOATS, s, slope + c, ORDER);
            var below = fromMemorySegment(FLOATS, s, shift + c, ORDER);
            var scale = fromMemorySegment(FLOATS, s, factor + c, ORDER);
            var u0 = fromMemorySegment(FLOATS, upstream, upAt + c, ORDER).sub(below);
            u0 = fromMemorySegment(FLOATS, x, at + c, ORDER).sub(center).mul(tilt).add(u0);
            var u1 = fromMemorySegment(FLOATS, upstream, upAt + upStride + c, ORDER).sub(below);
            u1 = fromMemorySegment(FLOATS, x, at + stride + c, ORDER).sub(center).mul(tilt).add(u1);
            var u2 = fromMemorySegment(FLOATS, upstream, upAt + 2 * upStride + c, ORDER).sub(below);
            u2 = fromMemorySegment(FLOATS, x, at + 2 * stride + c, ORDER).sub(center).mul(tilt).add(u2);
            var u3 = fromMemorySegment(FLOATS, upstream, upAt + 3 * upStride + c, ORDER).sub(below);
            u3 = fromMemorySegment(FLOATS, x, at + 3 * stride + c, ORDER).sub(center).mul(tilt).add(u3);
            u0.mul(scale).intoMemorySegment(out, outAt + c, ORDER);
            u1.mul(scale).intoMemorySegment(out, outAt + outStride + c, ORDER);
            u2.mul(scale).intoMemorySegment(out, outAt + 2 * outStride + c, ORDER);
            u3.mul(scale).intoMemorySegment(out, outAt + 3 * outStride + c, ORDER);
        }
    }
}
