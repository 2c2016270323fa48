package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.broadcast;
import static dev.lanewise.kernel.simd.Lanes.fma;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions of vectors, by the ranges and coefficients of S. L. Moshier's Cephes library (single precision). The
 * platform's own vector functions differ between machines and versions; these give the same bits on all that have the same
 * answer on fused multiply-add.
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

    /** {@code ln x}, correct to 1 unit in the last place. */
    static FloatVector log(FloatVector x) {
        var tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        var normal = x.blend(x.mul(0x1p23f), tiny);
        var bits = normal.reinterpretAsInts();
        // x = m * 2^e with m in [sqrt(1/2), sqrt(2))
        var e = ((FloatVector) bits.lanewise(VectorOperators.LSHR, EXPONENT_BITS).sub(EXPONENT_BIAS - 1)
                .convert(VectorOperators.I2F, 0)).sub(broadcast(0f).blend(23f, tiny));
        var m = bits.and(MANTISSA).or((EXPONENT_BIAS - 1) << EXPONENT_BITS).reinterpretAsFloats();
        var low = m.compare(VectorOperators.LT, SQRT_HALF);
        e = e.sub(broadcast(0f).blend(1f, low));
        var f = m.blend(m.add(m), low).sub(1f);
        var p = broadcast(7.0376836292e-2f);
        p = fma(p, f, broadcast(-1.1514610310e-1f));
        p = fma(p, f, broadcast(1.1676998740e-1f));
        p = fma(p, f, broadcast(-1.2420140846e-1f));
        p = fma(p, f, broadcast(1.4249322787e-1f));
        p = fma(p, f, broadcast(-1.6668057665e-1f));
        p = fma(p, f, broadcast(2.0000714765e-1f));
        p = fma(p, f, broadcast(-2.4999993993e-1f));
        p = fma(p, f, broadcast(3.3333331174e-1f));
        var square = f.mul(f);
        var y = p.mul(f).mul(square);
        y = fma(e, broadcast(LN2_LOW), y);
        y = fma(square, broadcast(-0.5f), y);
        y = fma(e, broadcast(LN2_HIGH), f.add(y));
        return logEdges(x, y);
    }

    /** Puts in what the polynomial does not cover: 0, negative numbers, infinity; NaN passes through. */
    private static FloatVector logEdges(FloatVector x, FloatVector y) {
        var z = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
        z = z.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
        // Infinity and NaN are their own logarithms.
        return z.blend(x, x.abs().compare(VectorOperators.LE, Float.MAX_VALUE).not()
                .and(x.compare(VectorOperators.LT, 0f).not()));
    }

    /** {@code ln(1 + x)} for x in 0..1, without losing the digits of a small x. */
    static FloatVector log1p(FloatVector x) {
        var u = x.add(1f);
        // What 1 + x lost to rounding, brought back by the derivative 1/u.
        return log(u).add(x.sub(u.sub(1f)).div(u));
    }

    /** {@code 1 / (1 + e^-x)}, correct to 3 units in the last place. */
    static FloatVector sigmoid(FloatVector x) {
        // e^-|x| is at most 1: no overflow, and small results keep their digits.
        var z = exp(x.abs().neg());
        return broadcast(1f).blend(z, x.compare(VectorOperators.LT, 0f)).div(z.add(1f));
    }

    /** {@code tanh x}, correct to 2 units in the last place. */
    static FloatVector tanh(FloatVector x) {
        var a = x.abs();
        var square = a.mul(a);
        var p = broadcast(-5.70498872745e-3f);
        p = fma(p, square, broadcast(2.06390887954e-2f));
        p = fma(p, square, broadcast(-5.37397155531e-2f));
        p = fma(p, square, broadcast(1.33314422036e-1f));
        p = fma(p, square, broadcast(-3.33332819422e-1f));
        var near = fma(p.mul(square), a, a);
        var far = broadcast(1f).sub(broadcast(2f).div(exp(a.add(a)).add(1f)));
        var y = far.blend(near, a.compare(VectorOperators.LT, TANH_SPLIT));
        // An odd function: the sign of x, zeros included.
        var sign = x.reinterpretAsInts().and(SIGN);
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }
}
