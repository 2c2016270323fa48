package dev.lanewise.kernel.simd.columns;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.FMA;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.kernel.simd.rows.RowKernels;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.VectorOperators;

/** In vector code. */
final class BatchNormVectors implements BatchNormKernels {
    BatchNormVectors() {}

    @Override
    public void statistics(RowGroup rows, MemorySegment s, long pivot, MemorySegment partials, long sum, long squares,
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

    @Override
    public void moments(MemorySegment partials, long sum, long squares, float count, MemorySegment s, long pivot,
            long shift, long mean, long variance, int size) {
        partials = NATIVE.cast(partials);
        s = NATIVE.cast(s);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var distance = fromMemorySegment(FLOATS, partials, sum + c, ORDER).div(count);
            var spread = fromMemorySegment(FLOATS, partials, squares + c, ORDER).div(count);
            distance.intoMemorySegment(s, shift + c, ORDER);
            fromMemorySegment(FLOATS, s, pivot + c, ORDER).add(distance).intoMemorySegment(s, mean + c, ORDER);
            spread.sub(distance.mul(distance)).max(0f).intoMemorySegment(s, variance + c, ORDER);
        }
    }

    @Override
    public boolean movePivot(MemorySegment s, long pivot, long shift, long variance, long unit, int size) {
        s = NATIVE.cast(s);
        boolean moved = false;
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var distance = fromMemorySegment(FLOATS, s, shift + c, ORDER);
            var far = distance.mul(distance).compare(VectorOperators.GT,
                    fromMemorySegment(FLOATS, s, variance + c, ORDER).mul(FAR));
            if (far.anyTrue()) {
                var from = fromMemorySegment(FLOATS, s, pivot + c, ORDER);
                var factor = fromMemorySegment(FLOATS, s, unit + c, ORDER);
                // The mean is a float where the distance to it may be none.
                from.blend(from.mul(factor).add(distance).div(factor), far).intoMemorySegment(s, pivot + c, ORDER);
                moved = true;
            }
        }
        return moved;
    }

    @Override
    public void inverse(MemorySegment s, long variance, long unit, float epsilon, long inverse, int size) {
        s = NATIVE.cast(s);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var factor = fromMemorySegment(FLOATS, s, unit + c, ORDER);
            var spread = fromMemorySegment(FLOATS, s, variance + c, ORDER).add(factor.mul(factor).mul(epsilon));
            broadcast(FLOATS, 1f).div(spread.sqrt()).intoMemorySegment(s, inverse + c, ORDER);
        }
    }

    @Override
    public void units(MemorySegment s, long mean, long inverse, long unit, long pivot, long inverseInUnits,
            long coarseness, int size) {
        s = NATIVE.cast(s);
        var one = broadcast(FLOATS, 1f);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var narrow = fromMemorySegment(FLOATS, s, inverse + c, ORDER);
            var wide = narrow.compare(VectorOperators.LT, WIDE);
            var factor = one.blend(SimdBatchNorm.LOWER, wide);
            factor.intoMemorySegment(s, unit + c, ORDER);
            var center = fromMemorySegment(FLOATS, s, mean + c, ORDER);
            center.mul(factor).intoMemorySegment(s, pivot + c, ORDER);
            center.mul(narrow).abs().intoMemorySegment(s, coarseness + c, ORDER);
            narrow.blend(narrow.mul(1 / SimdBatchNorm.LOWER), wide).intoMemorySegment(s, inverseInUnits + c, ORDER);
        }
    }

    @Override
    public void factors(MemorySegment s, long gamma, long beta, long inverse, long shift, long factor, long offset,
            int size) {
        s = NATIVE.cast(s);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var slope = fromMemorySegment(FLOATS, s, gamma + c, ORDER)
                    .mul(fromMemorySegment(FLOATS, s, inverse + c, ORDER));
            slope.intoMemorySegment(s, factor + c, ORDER);
            fromMemorySegment(FLOATS, s, beta + c, ORDER)
                    .sub(slope.mul(fromMemorySegment(FLOATS, s, shift + c, ORDER)))
                    .intoMemorySegment(s, offset + c, ORDER);
        }
    }

    @Override
    public void normalise(RowGroup in, RowGroup result, MemorySegment s, long pivot, long factor, long offset,
            boolean relu, int size) {
        s = NATIVE.cast(s);
        var x = in.segment();
        var out = result.segment();
        long at = in.at();
        long stride = in.stride();
        long outAt = result.at();
        long outStride = result.stride();
        // The most frequent activation costs nothing here, NaN being below and above no number.
        float threshold = relu ? 0 : Float.NaN;
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var center = fromMemorySegment(FLOATS, s, pivot + c, ORDER);
            var slope = fromMemorySegment(FLOATS, s, factor + c, ORDER);
            var base = fromMemorySegment(FLOATS, s, offset + c, ORDER);
            var v0 = fromMemorySegment(FLOATS, x, at + c, ORDER).sub(center);
            var v1 = fromMemorySegment(FLOATS, x, at + stride + c, ORDER).sub(center);
            var v2 = fromMemorySegment(FLOATS, x, at + 2 * stride + c, ORDER).sub(center);
            var v3 = fromMemorySegment(FLOATS, x, at + 3 * stride + c, ORDER).sub(center);
            v0 = FMA ? v0.fma(slope, base) : v0.mul(slope).add(base);
            v1 = FMA ? v1.fma(slope, base) : v1.mul(slope).add(base);
            v2 = FMA ? v2.fma(slope, base) : v2.mul(slope).add(base);
            v3 = FMA ? v3.fma(slope, base) : v3.mul(slope).add(base);
            v0.blend(0f, v0.compare(VectorOperators.LE, threshold)).intoMemorySegment(out, outAt + c, ORDER);
            v1.blend(0f, v1.compare(VectorOperators.LE, threshold)).intoMemorySegment(out, outAt + outStride + c,
                    ORDER);
            v2.blend(0f, v2.compare(VectorOperators.LE, threshold)).intoMemorySegment(out, outAt + 2 * outStride + c,
                    ORDER);
            v3.blend(0f, v3.compare(VectorOperators.LE, threshold)).intoMemorySegment(out, outAt + 3 * outStride + c,
                    ORDER);
        }
    }

    @Override
    public void gradients(RowGroup in, RowGroup up, MemorySegment s, long pivot, MemorySegment partials, long sum,
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
            var center = fromMemorySegment(FLOATS, s, pivot + c, ORDER);
            var x0 = fromMemorySegment(FLOATS, x, at + c, ORDER).sub(center);
            var x1 = fromMemorySegment(FLOATS, x, at + stride + c, ORDER).sub(center);
            var x2 = fromMemorySegment(FLOATS, x, at + 2 * stride + c, ORDER).sub(center);
            var x3 = fromMemorySegment(FLOATS, x, at + 3 * stride + c, ORDER).sub(center);
            var u0 = fromMemorySegment(FLOATS, upstream, upAt + c, ORDER);
            var u1 = fromMemorySegment(FLOATS, upstream, upAt + upStride + c, ORDER);
            var u2 = fromMemorySegment(FLOATS, upstream, upAt + 2 * upStride + c, ORDER);
            var u3 = fromMemorySegment(FLOATS, upstream, upAt + 3 * upStride + c, ORDER);
            fromMemorySegment(FLOATS, partials, sum + c, ORDER).add(u0.add(u1).add(u2.add(u3)))
                    .intoMemorySegment(partials, sum + c, ORDER);
            u0 = u0.mul(x0);
            u1 = u1.mul(x1);
            u2 = u2.mul(x2);
            u3 = u3.mul(x3);
            fromMemorySegment(FLOATS, partials, products + c, ORDER).add(u0.add(u1).add(u2.add(u3)))
                    .intoMemorySegment(partials, products + c, ORDER);
        }
    }

    @Override
    public void lostByRounding(MemorySegment partials, long distances, float count, MemorySegment s, long pivot,
            long shift, int size) {
        partials = NATIVE.cast(partials);
        s = NATIVE.cast(s);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var lost = fromMemorySegment(FLOATS, partials, distances + c, ORDER).div(count);
            var most = fromMemorySegment(FLOATS, s, pivot + c, ORDER).abs().mul(ROUNDING);
            broadcast(FLOATS, 0f).blend(lost, lost.abs().compare(VectorOperators.LE, most)).intoMemorySegment(s,
                    shift + c, ORDER);
        }
    }

    @Override
    public void gradientSums(MemorySegment partials, long sum, long products, MemorySegment s, long shift, long inverse,
            long gradBeta, long gradGamma, int size) {
        partials = NATIVE.cast(partials);
        s = NATIVE.cast(s);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var upstream = fromMemorySegment(FLOATS, partials, sum + c, ORDER);
            var distance = fromMemorySegment(FLOATS, s, shift + c, ORDER);
            upstream.intoMemorySegment(s, gradBeta + c, ORDER);
            fromMemorySegment(FLOATS, partials, products + c, ORDER).sub(distance.mul(upstream))
                    .mul(fromMemorySegment(FLOATS, s, inverse + c, ORDER)).intoMemorySegment(s, gradGamma + c, ORDER);
        }
    }

    @Override
    public void coefficients(MemorySegment s, long gradGamma, long gradBeta, long inverse, long shift, float count,
            long offset, long slope, int size) {
        s = NATIVE.cast(s);
        for (int k = 0; k < size / BYTES; k++) {
            long c = (long) k * BYTES;
            var tilt = fromMemorySegment(FLOATS, s, gradGamma + c, ORDER).div(count)
                    .mul(fromMemorySegment(FLOATS, s, inverse + c, ORDER)).neg();
            tilt.intoMemorySegment(s, slope + c, ORDER);
            fromMemorySegment(FLOATS, s, gradBeta + c, ORDER).div(count)
                    .add(tilt.mul(fromMemorySegment(FLOATS, s, shift + c, ORDER))).neg()
                    .intoMemorySegment(s, offset + c, ORDER);
        }
    }

    @Override
    public void backward(RowGroup in, RowGroup up, RowGroup result, MemorySegment s, long pivot, long slope,
            long offset,
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
            var center = fromMemorySegment(FLOATS, s, pivot + c, ORDER);
            var tilt = fromMemorySegment(FLOATS, s, slope + c, ORDER);
            var base = fromMemorySegment(FLOATS, s, offset + c, ORDER);
            var scale = fromMemorySegment(FLOATS, s, factor + c, ORDER);
            var x0 = fromMemorySegment(FLOATS, x, at + c, ORDER).sub(center);
            var x1 = fromMemorySegment(FLOATS, x, at + stride + c, ORDER).sub(center);
            var x2 = fromMemorySegment(FLOATS, x, at + 2 * stride + c, ORDER).sub(center);
            var x3 = fromMemorySegment(FLOATS, x, at + 3 * stride + c, ORDER).sub(center);
            x0 = FMA ? x0.fma(tilt, base) : x0.mul(tilt).add(base);
            x1 = FMA ? x1.fma(tilt, base) : x1.mul(tilt).add(base);
            x2 = FMA ? x2.fma(tilt, base) : x2.mul(tilt).add(base);
            x3 = FMA ? x3.fma(tilt, base) : x3.mul(tilt).add(base);
            x0.add(fromMemorySegment(FLOATS, upstream, upAt + c, ORDER)).mul(scale).intoMemorySegment(out, outAt + c,
                    ORDER);
            x1.add(fromMemorySegment(FLOATS, upstream, upAt + upStride + c, ORDER)).mul(scale)
                    .intoMemorySegment(out, outAt + outStride + c, ORDER);
            x2.add(fromMemorySegment(FLOATS, upstream, upAt + 2 * upStride + c, ORDER)).mul(scale)
                    .intoMemorySegment(out, outAt + 2 * outStride + c, ORDER);
            x3.add(fromMemorySegment(FLOATS, upstream, upAt + 3 * upStride + c, ORDER)).mul(scale)
                    .intoMemorySegment(out, outAt + 3 * outStride + c, ORDER);
        }
    }

    @Override
    public boolean contains(MemorySegment s, long at, int size, float value) {
        return RowKernels.argmax(s, at, size, value) >= 0;
    }

    @Override
    public boolean exceeds(MemorySegment s, long at, int size, float value) {
        return RowKernels.max(s, at, size) > value;
    }
}
