package dev.lanewise.kernel.simd.elementwise;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.FMA;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions, by the ranges and coefficients of S. L. Moshier's Cephes library (single precision). The
 * platform's own vector functions differ between machines and versions; these give the same bits on all that have the
 * same answer on fused multiply-add. Positions and sizes are bytes, sizes whole vectors; out may be x.
 *
 * <p>What is made of the exponential has it written out: a function of a vector would have to be inlined ({@code
 * Lanes}), and passes over memory took 1.2 to 1.9 times as long.
 */
public final class VectorMath {
    static final float LOG2_E = 1.44269504088896341f;

    /** ln 2 in two parts; the first has 9 bits, so that its product with an exponent is exact. */
    static final float LN2_HIGH = 0.693359375f;
    static final float LN2_LOW = -2.12194440e-4f;

    /** 1.5 * 2^23: adding it rounds to an integer, which then stands in the low bits of the sum. */
    static final float ROUNDER = 0x1.8p23f;
    static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    /** Above: infinity. ln of the largest float, rounded up. */
    static final float EXP_MAX = 88.72284f;

    /** Below: zero. ln of half the smallest denormal number, rounded down. */
    static final float EXP_MIN = -103.97208f;

    /** e^r = 1 + r + EXP_2 r^2 + .. for |r| up to ln(2) / 2. */
    static final float EXP_2 = 5.0000001201e-1f;
    static final float EXP_3 = 1.6666665459e-1f;
    static final float EXP_4 = 4.1665795894e-2f;
    static final float EXP_5 = 8.3334519073e-3f;
    static final float EXP_6 = 1.3981999507e-3f;
    static final float EXP_7 = 1.9875691500e-4f;

    /** ln(1 + f) = f - f^2 / 2 + LOG_3 f^3 + .. for f from sqrt(1/2) - 1 to sqrt(2) - 1. */
    static final float LOG_3 = 3.3333331174e-1f;
    static final float LOG_4 = -2.4999993993e-1f;
    static final float LOG_5 = 2.0000714765e-1f;
    static final float LOG_6 = -1.6668057665e-1f;
    static final float LOG_7 = 1.4249322787e-1f;
    static final float LOG_8 = -1.2420140846e-1f;
    static final float LOG_9 = 1.1676998740e-1f;
    static final float LOG_10 = -1.1514610310e-1f;
    static final float LOG_11 = 7.0376836292e-2f;

    static final int EXPONENT_BITS = 23;
    static final int EXPONENT_BIAS = 127;
    static final int SIGN = Integer.MIN_VALUE;
    static final float SQRT_HALF = 0.707106781186547524f;
    static final int SQRT_HALF_BITS = Float.floatToRawIntBits(SQRT_HALF);

    /** Below, tanh is a polynomial; above, it is made of exp without loss of digits. */
    private static final float TANH_SPLIT = 0.625f;

    /** Exponentials are computed 2^32 times too large, so that what becomes denormal is rounded once, at the end. */
    static final int LIFT = 32;
    static final float LOWER = 0x1p-32f;

    /** Below, e^t is 0, times t too; the power of two for a lifted one would leave its range at -109.5. */
    static final float LIFTED_MIN = -109;

    /** Below, e^t - 1 is -1 in float32. */
    static final float EXPM1_MIN = -18;

    private VectorMath() {}

    /** {@code out = e^x}, correct to 1.02 units in the last place; denormal results are rounded once. */
    public static void exp(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        expShifted(x, xAt, 0, out, outAt, size);
    }

    /** {@code out = e^(x - shift)}. */
    public static void expShifted(MemorySegment x, long xAt, float shift, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var t = fromMemorySegment(FLOATS, x, xAt + i, ORDER).sub(shift);
            var shifted = broadcast(FLOATS, ROUNDER);
            shifted = FMA ? t.fma(broadcast(FLOATS, LOG2_E), shifted) : t.mul(broadcast(FLOATS, LOG2_E)).add(shifted);
            var n = shifted.sub(ROUNDER);
            var r = FMA ? n.fma(broadcast(FLOATS, -LN2_HIGH), t) : n.mul(-LN2_HIGH).add(t);
            r = FMA ? n.fma(broadcast(FLOATS, -LN2_LOW), r) : n.mul(broadcast(FLOATS, -LN2_LOW)).add(r);
            var p = broadcast(FLOATS, EXP_7);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_6)) : p.mul(r).add(EXP_6);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_5)) : p.mul(r).add(EXP_5);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_4)) : p.mul(r).add(EXP_4);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_3)) : p.mul(r).add(EXP_3);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_2)) : p.mul(r).add(EXP_2);
            var square = r.mul(r);
            p = FMA ? p.fma(square, r) : p.mul(square).add(r);
            // 2^n in two factors: n reaches from -150 to 128, an exponent only from -126 to 127.
            var twice = shifted.reinterpretAsInts().add(2 * EXPONENT_BIAS - ROUNDER_BITS);
            var half = twice.lanewise(VectorOperators.LSHR, 1);
            var rest = twice.sub(half);
            var scale = half.lanewise(VectorOperators.LSHL, EXPONENT_BITS).reinterpretAsFloats();
            p = FMA ? p.fma(scale, scale) : p.mul(scale).add(scale);
            p = p.mul(rest.lanewise(VectorOperators.LSHL, EXPONENT_BITS).reinterpretAsFloats());
            p = p.blend(Float.POSITIVE_INFINITY, t.compare(VectorOperators.GT, EXP_MAX));
            p.blend(0f, t.compare(VectorOperators.LT, EXP_MIN)).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code out = ln x}, correct to 1 unit in the last place. */
    public static void log(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var v = fromMemorySegment(FLOATS, x, xAt + i, ORDER);
            var tiny = v.compare(VectorOperators.LT, Float.MIN_NORMAL);
            // x = m * 2^e with m in [sqrt(1/2), sqrt(2)): from sqrt(1/2) on the bits count the powers of two.
            var bits = v.mul(0x1p23f, tiny).reinterpretAsInts();
            var above = bits.sub(SQRT_HALF_BITS);
            var f = bits.sub(above.and(-1 << EXPONENT_BITS)).reinterpretAsFloats().sub(1f);
            var e = (FloatVector) above.lanewise(VectorOperators.ASHR, EXPONENT_BITS).convert(VectorOperators.I2F, 0);
            e = e.sub(EXPONENT_BITS, tiny);
            var p = broadcast(FLOATS, LOG_11);
            p = FMA ? p.fma(f, broadcast(FLOATS, LOG_10)) : p.mul(f).add(LOG_10);
            p = FMA ? p.fma(f, broadcast(FLOATS, LOG_9)) : p.mul(f).add(LOG_9);
            p = FMA ? p.fma(f, broadcast(FLOATS, LOG_8)) : p.mul(f).add(LOG_8);
            p = FMA ? p.fma(f, broadcast(FLOATS, LOG_7)) : p.mul(f).add(LOG_7);
            p = FMA ? p.fma(f, broadcast(FLOATS, LOG_6)) : p.mul(f).add(LOG_6);
            p = FMA ? p.fma(f, broadcast(FLOATS, LOG_5)) : p.mul(f).add(LOG_5);
            p = FMA ? p.fma(f, broadcast(FLOATS, LOG_4)) : p.mul(f).add(LOG_4);
            p = FMA ? p.fma(f, broadcast(FLOATS, LOG_3)) : p.mul(f).add(LOG_3);
            var square = f.mul(f);
            var y = p.mul(f).mul(square);
            y = FMA ? e.fma(broadcast(FLOATS, LN2_LOW), y) : e.mul(broadcast(FLOATS, LN2_LOW)).add(y);
            y = FMA ? square.fma(broadcast(FLOATS, -0.5f), y) : square.mul(broadcast(FLOATS, -0.5f)).add(y);
            y = f.add(y);
            y = FMA ? e.fma(broadcast(FLOATS, LN2_HIGH), y) : e.mul(broadcast(FLOATS, LN2_HIGH)).add(y);
            // Infinity and NaN stand for themselves.
            y = v.blend(y, v.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
            y = y.blend(Float.NEGATIVE_INFINITY, v.compare(VectorOperators.EQ, 0f));
            y.blend(Float.NaN, v.compare(VectorOperators.LT, 0f)).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code out = 1 / (1 + e^-x)}, correct to 2 units in the last place. */
    public static void sigmoid(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var v = fromMemorySegment(FLOATS, x, xAt + i, ORDER);
            var t = v.reinterpretAsInts().or(SIGN).reinterpretAsFloats();
            t = t.blend(LIFTED_MIN, t.compare(VectorOperators.LT, LIFTED_MIN));
            var shifted = broadcast(FLOATS, ROUNDER);
            shifted = FMA ? t.fma(broadcast(FLOATS, LOG2_E), shifted) : t.mul(broadcast(FLOATS, LOG2_E)).add(shifted);
            var n = shifted.sub(ROUNDER);
            var r = FMA ? n.fma(broadcast(FLOATS, -LN2_HIGH), t) : n.mul(-LN2_HIGH).add(t);
            r = FMA ? n.fma(broadcast(FLOATS, -LN2_LOW), r) : n.mul(broadcast(FLOATS, -LN2_LOW)).add(r);
            var p = broadcast(FLOATS, EXP_7);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_6)) : p.mul(r).add(EXP_6);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_5)) : p.mul(r).add(EXP_5);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_4)) : p.mul(r).add(EXP_4);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_3)) : p.mul(r).add(EXP_3);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_2)) : p.mul(r).add(EXP_2);
            var square = r.mul(r);
            p = FMA ? p.fma(square, r) : p.mul(square).add(r);
            var scale = shifted.reinterpretAsInts().add(EXPONENT_BIAS + LIFT - ROUNDER_BITS)
                    .lanewise(VectorOperators.LSHL, EXPONENT_BITS).reinterpretAsFloats();
            // d = e^-|x| is at most 1: no overflow, and small results keep their digits.
            var lifted = FMA ? p.fma(scale, scale) : p.mul(scale).add(scale);
            var d = lifted.mul(LOWER);
            var sum = d.add(1f);
            var q = broadcast(FLOATS, 1 / LOWER).blend(lifted, v.compare(VectorOperators.LT, 0f)).div(sum);
            // What the sum gained by rounding counts most where it is near 1, so it need not be divided by the sum.
            var gained = sum.sub(1f).sub(d);
            q = FMA ? q.fma(gained, q) : q.mul(gained).add(q);
            q.mul(LOWER).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code out = tanh x}, correct to 2 units in the last place. */
    static void tanh(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var v = fromMemorySegment(FLOATS, x, xAt + i, ORDER);
            var a = v.abs();
            var t = a.mul(-2f);
            t = t.blend(EXPM1_MIN, t.compare(VectorOperators.LT, EXPM1_MIN));
            var shifted = broadcast(FLOATS, ROUNDER);
            shifted = FMA ? t.fma(broadcast(FLOATS, LOG2_E), shifted) : t.mul(broadcast(FLOATS, LOG2_E)).add(shifted);
            var n = shifted.sub(ROUNDER);
            var r = FMA ? n.fma(broadcast(FLOATS, -LN2_HIGH), t) : n.mul(-LN2_HIGH).add(t);
            r = FMA ? n.fma(broadcast(FLOATS, -LN2_LOW), r) : n.mul(broadcast(FLOATS, -LN2_LOW)).add(r);
            var p = broadcast(FLOATS, EXP_7);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_6)) : p.mul(r).add(EXP_6);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_5)) : p.mul(r).add(EXP_5);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_4)) : p.mul(r).add(EXP_4);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_3)) : p.mul(r).add(EXP_3);
            p = FMA ? p.fma(r, broadcast(FLOATS, EXP_2)) : p.mul(r).add(EXP_2);
            var square = r.mul(r);
            p = FMA ? p.fma(square, r) : p.mul(square).add(r);
            var scale = shifted.reinterpretAsInts().add(EXPONENT_BIAS - ROUNDER_BITS)
                    .lanewise(VectorOperators.LSHL, EXPONENT_BITS).reinterpretAsFloats();
            var d = FMA ? p.fma(scale, scale) : p.mul(scale).add(scale);
            var far = broadcast(FLOATS, 1f).sub(d).div(d.add(1f));
            var aSquare = a.mul(a);
            var near = broadcast(FLOATS, -5.70498872745e-3f);
            near = FMA
                    ? near.fma(aSquare, broadcast(FLOATS, 2.06390887954e-2f))
                    : near.mul(aSquare).add(2.06390887954e-2f);
            near = FMA
                    ? near.fma(aSquare, broadcast(FLOATS, -5.37397155531e-2f))
                    : near.mul(aSquare).add(-5.37397155531e-2f);
            near = FMA
                    ? near.fma(aSquare, broadcast(FLOATS, 1.33314422036e-1f))
                    : near.mul(aSquare).add(1.33314422036e-1f);
            near = FMA
                    ? near.fma(aSquare, broadcast(FLOATS, -3.33332819422e-1f))
                    : near.mul(aSquare).add(-3.33332819422e-1f);
            near = near.mul(aSquare);
            near = FMA ? near.fma(a, a) : near.mul(a).add(a);
            var y = near.blend(far, a.compare(VectorOperators.GE, TANH_SPLIT));
            // An odd function: the sign of x, zeros included.
            var sign = v.reinterpretAsInts().and(SIGN);
            y.reinterpretAsInts().or(sign).reinterpretAsFloats().intoMemorySegment(out, outAt + i, ORDER);
        }
    }
}
