package dev.lanewise.kernel.simd.elementwise;

import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXPONENT_BIAS;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXPONENT_BITS;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXP_MAX;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXP_MIN;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LN2_HIGH;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LN2_LOW;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG2_E;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.ROUNDER;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.ROUNDER_BITS;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.SQRT_HALF_BITS;
import static dev.lanewise.kernel.simd.runtime.Lanes.FMA;

/** Functions of {@link VectorMath} for one number, with the same bits ({@code SimdCompute.LITTLE_WORK}). */
public final class MathLoops {
    private MathLoops() {}

    public static float fma(float a, float b, float c) { return FMA ? Math.fma(a, b, c) : a * b + c; }

    public static float exp(float t) {
        float shifted = fma(t, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, t));
        float p = fma(VectorMath.EXP_7, r, VectorMath.EXP_6);
        p = fma(p, r, VectorMath.EXP_5);
        p = fma(p, r, VectorMath.EXP_4);
        p = fma(p, r, VectorMath.EXP_3);
        p = fma(p, r, VectorMath.EXP_2);
        p = fma(p, r * r, r);
        int twice = Float.floatToRawIntBits(shifted) + (2 * EXPONENT_BIAS - ROUNDER_BITS);
        int half = twice >>> 1;
        float scale = Float.intBitsToFloat(half << EXPONENT_BITS);
        p = fma(p, scale, scale) * Float.intBitsToFloat(twice - half << EXPONENT_BITS);
        return t > EXP_MAX ? Float.POSITIVE_INFINITY : t < EXP_MIN ? 0 : p;
    }

    public static float log(float x) {
        boolean tiny = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(tiny ? x * 0x1p23f : x);
        int above = bits - SQRT_HALF_BITS;
        float f = Float.intBitsToFloat(bits - (above & -1 << EXPONENT_BITS)) - 1;
        float e = above >> EXPONENT_BITS;
        e = tiny ? e - EXPONENT_BITS : e;
        float p = fma(VectorMath.LOG_11, f, VectorMath.LOG_10);
        p = fma(p, f, VectorMath.LOG_9);
        p = fma(p, f, VectorMath.LOG_8);
        p = fma(p, f, VectorMath.LOG_7);
        p = fma(p, f, VectorMath.LOG_6);
        p = fma(p, f, VectorMath.LOG_5);
        p = fma(p, f, VectorMath.LOG_4);
        p = fma(p, f, VectorMath.LOG_3);
        float square = f * f;
        float y = fma(e, LN2_LOW, p * f * square);
        y = f + fma(square, -0.5f, y);
        y = fma(e, LN2_HIGH, y);
        y = x < Float.POSITIVE_INFINITY ? y : x;
        y = x == 0 ? Float.NEGATIVE_INFINITY : y;
        return x < 0 ? Float.NaN : y;
    }
}
