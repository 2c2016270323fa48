package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.Lanes.FMA;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static dev.lanewise.kernel.simd.Lanes.broadcast;
import static dev.lanewise.kernel.simd.Lanes.fma;
import static dev.lanewise.kernel.simd.Lanes.load;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions, by the ranges and coefficients of S. L. Moshier's Cephes library (single precision). The platform's
 * own vector functions differ between machines and versions; these give the same bits on all that have the same answer on
 * fused multiply-add. Positions and sizes are bytes, sizes whole vectors; out may be x.
 *
 * <p>The exponential is a function of a vector, small enough to be inlined at the beginning of a loop. What comes after it is
 * written without helpers, for the reason that {@link Lanes#ORDER} gives.
 */
final class VectorMath {
    private static final float LOG2_E = 1.44269504088896341f;

    /** ln 2 in two parts; the first has 9 bits, so that its product with an exponent is exact. */
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;

    /** 1.5 * 2^23: adding it rounds to an integer, which then stands in the low bits of the sum. */
    private static final float ROUNDER = 0x1.8p23f;
    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    /** Above: infinity. ln of the largest float, rounded up. */
    private static final float EXP_MAX = 88.72284f;

    /** Below: zero. ln of half the smallest denormal number, rounded down. */
    private static final float EXP_MIN = -103.97208f;

    private static final int EXPONENT_BITS = 23;
    private static final int EXPONENT_BIAS = 127;
    private static final int SIGN = Integer.MIN_VALUE;
    private static final int MANTISSA = 0x007fffff;
    private static final float SQRT_HALF = 0.707106781186547524f;

    /** Below, tanh is a polynomial; above, it is made of exp without loss of digits. */
    private static final float TANH_SPLIT = 0.625f;

    private VectorMath() {}

    /** {@code e^x}, correct to 1 unit in the last place; denormal results are rounded once. */
    static FloatVector exp(FloatVector x) {
        var shifted = fma(x, broadcast(LOG2_E), broadcast(ROUNDER));
        var n = shifted.sub(ROUNDER);
        var r = fma(n, broadcast(-LN2_HIGH), x);
        r = fma(n, broadcast(-LN2_LOW), r);
        var p = broadcast(1.9875691500e-4f);
        p = fma(p, r, broadcast(1.3981999507e-3f));
        p = fma(p, r, broadcast(8.3334519073e-3f));
        p = fma(p, r, broadcast(4.1665795894e-2f));
        p = fma(p, r, broadcast(1.6666665459e-1f));
        p = fma(p, r, broadcast(5.0000001201e-1f));
        p = fma(p, r.mul(r), r).add(1f);
        // 2^n in two factors: n reaches from -150 to 128, an exponent only from -126 to 127.
        var exponent = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
        var half = exponent.lanewise(VectorOperators.ASHR, 1);
        var y = p.mul(powerOf2(half)).mul(powerOf2(exponent.sub(half)));
        y = y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, EXP_MAX));
        return y.blend(0f, x.compare(VectorOperators.LT, EXP_MIN));
    }

    private static FloatVector powerOf2(IntVector exponent) {
        return exponent.add(EXPONENT_BIAS).lanewise(VectorOperators.LSHL, EXPONENT_BITS).reinterpretAsFloats();
    }

    /** {@code out = e^x}. */
    static void exp(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            exp(load(x, xAt + i)).intoMemorySegment(out, outAt + i, ORDER);
    }

    /** {@code out = ln x}, correct to 1 unit in the last place. */
    static void log(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES) {
            var v = load(x, xAt + i);
            var tiny = v.compare(VectorOperators.LT, Float.MIN_NORMAL);
            var bits = v.blend(v.mul(0x1p23f), tiny).reinterpretAsInts();
            // x = m * 2^e with m in [sqrt(1/2), sqrt(2))
            var biased = bits.lanewise(VectorOperators.LSHR, EXPONENT_BITS).sub(EXPONENT_BIAS - 1);
            var m = bits.and(MANTISSA).or((EXPONENT_BIAS - 1) << EXPONENT_BITS).reinterpretAsFloats();
            var low = m.compare(VectorOperators.LT, SQRT_HALF);
            var e = (FloatVector) biased.convert(VectorOperators.I2F, 0);
            e = e.sub(1f, low).sub(EXPONENT_BITS, tiny);
            var f = m.add(m, low).sub(1f);
            var p = FloatVector.broadcast(FLOATS, 7.0376836292e-2f);
            p = FMA
                    ? p.fma(f, FloatVector.broadcast(FLOATS, -1.1514610310e-1f))
                    : p.mul(f).add(FloatVector.broadcast(FLOATS, -1.1514610310e-1f));
            p = FMA
                    ? p.fma(f, FloatVector.broadcast(FLOATS, 1.1676998740e-1f))
                    : p.mul(f).add(FloatVector.broadcast(FLOATS, 1.1676998740e-1f));
            p = FMA
                    ? p.fma(f, FloatVector.broadcast(FLOATS, -1.2420140846e-1f))
                    : p.mul(f).add(FloatVector.broadcast(FLOATS, -1.2420140846e-1f));
            p = FMA
                    ? p.fma(f, FloatVector.broadcast(FLOATS, 1.4249322787e-1f))
                    : p.mul(f).add(FloatVector.broadcast(FLOATS, 1.4249322787e-1f));
            p = FMA
                    ? p.fma(f, FloatVector.broadcast(FLOATS, -1.6668057665e-1f))
                    : p.mul(f).add(FloatVector.broadcast(FLOATS, -1.6668057665e-1f));
            p = FMA
                    ? p.fma(f, FloatVector.broadcast(FLOATS, 2.0000714765e-1f))
                    : p.mul(f).add(FloatVector.broadcast(FLOATS, 2.0000714765e-1f));
            p = FMA
                    ? p.fma(f, FloatVector.broadcast(FLOATS, -2.4999993993e-1f))
                    : p.mul(f).add(FloatVector.broadcast(FLOATS, -2.4999993993e-1f));
            p = FMA
                    ? p.fma(f, FloatVector.broadcast(FLOATS, 3.3333331174e-1f))
                    : p.mul(f).add(FloatVector.broadcast(FLOATS, 3.3333331174e-1f));
            var square = f.mul(f);
            var y = p.mul(f).mul(square);
            y = FMA
                    ? e.fma(FloatVector.broadcast(FLOATS, LN2_LOW), y)
                    : e.mul(FloatVector.broadcast(FLOATS, LN2_LOW)).add(y);
            y = FMA
                    ? square.fma(FloatVector.broadcast(FLOATS, -0.5f), y)
                    : square.mul(FloatVector.broadcast(FLOATS, -0.5f)).add(y);
            y = f.add(y);
            y = FMA
                    ? e.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), y)
                    : e.mul(FloatVector.broadcast(FLOATS, LN2_HIGH)).add(y);
            // Of infinity and NaN x - x makes NaN.
            y = y.add(v.sub(v)).blend(Float.POSITIVE_INFINITY, v.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
            y = y.blend(Float.NEGATIVE_INFINITY, v.compare(VectorOperators.EQ, 0f));
            y.blend(Float.NaN, v.compare(VectorOperators.LT, 0f)).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code out = 1 / (1 + e^-x)}, correct to 3 units in the last place. */
    static void sigmoid(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES) {
            var v = load(x, xAt + i);
            // e^-|x| is at most 1: no overflow, and small results keep their digits.
            var z = exp(v.abs().neg());
            var numerator = FloatVector.broadcast(FLOATS, 1f).blend(z, v.compare(VectorOperators.LT, 0f));
            numerator.div(z.add(1f)).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code out = tanh x}, correct to 2 units in the last place. */
    static void tanh(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES) {
            var v = load(x, xAt + i);
            var a = v.abs();
            var quotient = FloatVector.broadcast(FLOATS, 2f).div(exp(a.add(a)).add(1f));
            var far = FloatVector.broadcast(FLOATS, 1f).sub(quotient);
            var square = a.mul(a);
            var p = FloatVector.broadcast(FLOATS, -5.70498872745e-3f);
            p = FMA
                    ? p.fma(square, FloatVector.broadcast(FLOATS, 2.06390887954e-2f))
                    : p.mul(square).add(FloatVector.broadcast(FLOATS, 2.06390887954e-2f));
            p = FMA
                    ? p.fma(square, FloatVector.broadcast(FLOATS, -5.37397155531e-2f))
                    : p.mul(square).add(FloatVector.broadcast(FLOATS, -5.37397155531e-2f));
            p = FMA
                    ? p.fma(square, FloatVector.broadcast(FLOATS, 1.33314422036e-1f))
                    : p.mul(square).add(FloatVector.broadcast(FLOATS, 1.33314422036e-1f));
            p = FMA
                    ? p.fma(square, FloatVector.broadcast(FLOATS, -3.33332819422e-1f))
                    : p.mul(square).add(FloatVector.broadcast(FLOATS, -3.33332819422e-1f));
            p = p.mul(square);
            p = FMA ? p.fma(a, a) : p.mul(a).add(a);
            var y = p.blend(far, a.compare(VectorOperators.GE, TANH_SPLIT));
            // An odd function: the sign of x, zeros included.
            var sign = v.reinterpretAsInts().and(SIGN);
            y.reinterpretAsInts().or(sign).reinterpretAsFloats().intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code out = ln(1 + e^-|x|)}, correct to 4 units in the last place. */
    static void softplus(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES) {
            var z = exp(load(x, xAt + i).abs().neg());
            // ln(1 + z) = 2 artanh(s), s = z / (2 + z): keeps the digits of a small z. s is at most 1/3, so eight terms of
            // the series s + s^3/3 + .. are enough.
            var s = z.div(z.add(2f));
            var square = s.mul(s);
            var p = FloatVector.broadcast(FLOATS, 1 / 15f);
            p = FMA
                    ? p.fma(square, FloatVector.broadcast(FLOATS, 1 / 13f))
                    : p.mul(square).add(FloatVector.broadcast(FLOATS, 1 / 13f));
            p = FMA
                    ? p.fma(square, FloatVector.broadcast(FLOATS, 1 / 11f))
                    : p.mul(square).add(FloatVector.broadcast(FLOATS, 1 / 11f));
            p = FMA
                    ? p.fma(square, FloatVector.broadcast(FLOATS, 1 / 9f))
                    : p.mul(square).add(FloatVector.broadcast(FLOATS, 1 / 9f));
            p = FMA
                    ? p.fma(square, FloatVector.broadcast(FLOATS, 1 / 7f))
                    : p.mul(square).add(FloatVector.broadcast(FLOATS, 1 / 7f));
            p = FMA
                    ? p.fma(square, FloatVector.broadcast(FLOATS, 1 / 5f))
                    : p.mul(square).add(FloatVector.broadcast(FLOATS, 1 / 5f));
            p = FMA
                    ? p.fma(square, FloatVector.broadcast(FLOATS, 1 / 3f))
                    : p.mul(square).add(FloatVector.broadcast(FLOATS, 1 / 3f));
            p = p.mul(square);
            p = FMA ? p.fma(s, s) : p.mul(s).add(s);
            p.add(p).intoMemorySegment(out, outAt + i, ORDER);
        }
    }
}
