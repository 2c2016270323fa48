package dev.lanewise.kernel.simd.elementwise;

import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXPM1_MIN;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXPONENT_BIAS;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXPONENT_BITS;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXP_2;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXP_3;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXP_4;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXP_5;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXP_6;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.EXP_7;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LIFT;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LIFTED_MIN;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LN2_HIGH;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LN2_LOW;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG2_E;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG_10;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG_11;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG_3;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG_4;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG_5;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG_6;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG_7;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG_8;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOG_9;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.LOWER;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.ROUNDER;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.ROUNDER_BITS;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.SIGN;
import static dev.lanewise.kernel.simd.elementwise.VectorMath.SQRT_HALF;
import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.FMA;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.VectorOperators;

/**
 * Softplus, GELU and SiLU, and their derivatives. Each function is {@code max(z, 0)} and a part that depends on
 * {@code a = |z|} alone and vanishes for large a; each derivative at z and at -z adds up to 1. So only a is computed
 * with: nothing overflows, and nothing cancels where z is large.
 *
 * <p>Each kernel has the exponential of {@link VectorMath#exp} written out, as the sigmoid and tanh have.
 *
 * <p>Positions and sizes are bytes, sizes whole vectors; out may be any input.
 */
public final class SmoothRectifiers {
    /**
     * {@code (a + 4) exp(a^2 / 2) Phi(-a) = TAIL_0 + TAIL_1 t + ..} with {@code t = (a - 4) / (a + 4)}, right to
     * 1.8e-8, relatively, for a up to 14.5: minimax coefficients of our own, for a form that M. M. Shepherd and
     * J. G. Laframboise found (Mathematics of Computation 36, 1981).
     */
    private static final float TAIL_0 = 0.75528514f;
    private static final float TAIL_1 = -0.6078966f;
    private static final float TAIL_2 = 0.3871363f;
    private static final float TAIL_3 = -0.18652232f;
    private static final float TAIL_4 = 0.060410418f;
    private static final float TAIL_5 = -0.0075309426f;
    private static final float TAIL_6 = -0.0035384388f;
    private static final float TAIL_7 = 0.0015714339f;
    private static final float TAIL_8 = 0.00021448264f;
    private static final float TAIL_9 = -0.0001136659f;

    /** The normal density at 0. */
    private static final float DENSITY_0 = 0.3989422804f;

    private SmoothRectifiers() {}

    /** {@code out = ln(1 + e^x)}, correct to 2 units in the last place. */
    static void softplus(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        softplus(x, xAt, 0, out, outAt, size);
    }

    /** {@code out = ln(1 + e^-|x|)}, correct to 2 units in the last place. */
    public static void softplusBelow(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        softplus(x, xAt, SIGN, out, outAt, size);
    }

    /** {@code out = ln(1 + e^z)}, z being x with the bits {@code or} set. */
    private static void softplus(MemorySegment x, long xAt, int or, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var bits = fromMemorySegment(FLOATS, x, xAt + i, ORDER).reinterpretAsInts();
            var z = bits.or(or).reinterpretAsFloats();
            var t = bits.or(SIGN).reinterpretAsFloats();
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
            var lifted = p.add(1f).mul(scale);
            var d = lifted.mul(LOWER).blend(0f, t.compare(VectorOperators.LT, LIFTED_MIN));
            // 1 + d = (1 + f) * 2^e with f as in VectorMath.log; where e is 0, f is d and keeps the digits of small d.
            var high = d.compare(VectorOperators.GT, SQRT_HALF * 2 - 1);
            var f = d.blend(d.sub(1f).mul(0.5f), high);
            var e = broadcast(FLOATS, 0f).blend(1f, high);
            var y = broadcast(FLOATS, LOG_11);
            y = FMA ? y.fma(f, broadcast(FLOATS, LOG_10)) : y.mul(f).add(LOG_10);
            y = FMA ? y.fma(f, broadcast(FLOATS, LOG_9)) : y.mul(f).add(LOG_9);
            y = FMA ? y.fma(f, broadcast(FLOATS, LOG_8)) : y.mul(f).add(LOG_8);
            y = FMA ? y.fma(f, broadcast(FLOATS, LOG_7)) : y.mul(f).add(LOG_7);
            y = FMA ? y.fma(f, broadcast(FLOATS, LOG_6)) : y.mul(f).add(LOG_6);
            y = FMA ? y.fma(f, broadcast(FLOATS, LOG_5)) : y.mul(f).add(LOG_5);
            y = FMA ? y.fma(f, broadcast(FLOATS, LOG_4)) : y.mul(f).add(LOG_4);
            y = FMA ? y.fma(f, broadcast(FLOATS, LOG_3)) : y.mul(f).add(LOG_3);
            var fSquare = f.mul(f);
            y = y.mul(f).mul(fSquare);
            y = FMA ? e.fma(broadcast(FLOATS, LN2_LOW), y) : e.mul(broadcast(FLOATS, LN2_LOW)).add(y);
            y = FMA ? fSquare.fma(broadcast(FLOATS, -0.5f), y) : fSquare.mul(broadcast(FLOATS, -0.5f)).add(y);
            y = f.add(y);
            y = FMA ? e.fma(broadcast(FLOATS, LN2_HIGH), y) : e.mul(broadcast(FLOATS, LN2_HIGH)).add(y);
            z.blend(0f, z.compare(VectorOperators.LT, 0f)).add(y).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code out = upstream (1 - e^-saved)}: the factor is correct to 1 unit in the last place. */
    static void softplusBackward(MemorySegment saved, long savedAt, MemorySegment upstream, long upstreamAt,
            MemorySegment out, long outAt, int size) {
        saved = NATIVE.cast(saved);
        upstream = NATIVE.cast(upstream);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var t = fromMemorySegment(FLOATS, saved, savedAt + i, ORDER).neg();
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
            // e^t - 1 = scale p + (scale - 1), where a small t leaves p alone.
            var rest = scale.sub(1f);
            var y = FMA ? p.fma(scale, rest) : p.mul(scale).add(rest);
            fromMemorySegment(FLOATS, upstream, upstreamAt + i, ORDER).mul(y.neg()).intoMemorySegment(out, outAt + i,
                    ORDER);
        }
    }

    /** {@code out = x / (1 + e^-x)}, correct to 3 units in the last place. */
    static void silu(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var z = fromMemorySegment(FLOATS, x, xAt + i, ORDER);
            var t = z.abs().neg();
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
            var lifted = p.add(1f).mul(scale);
            // max(z, 0) - a d / (1 + d) with d = e^-a
            var part = t.mul(lifted).div(lifted.mul(LOWER).add(1f)).mul(LOWER);
            part = part.blend(0f, t.compare(VectorOperators.LT, LIFTED_MIN));
            z.blend(0f, z.compare(VectorOperators.LT, 0f)).add(part).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /** {@code out = upstream s (1 + saved (1 - s))}, s being the sigmoid of saved: the factor is correct to 2^-23. */
    static void siluBackward(MemorySegment saved, long savedAt, MemorySegment upstream, long upstreamAt,
            MemorySegment out, long outAt, int size) {
        saved = NATIVE.cast(saved);
        upstream = NATIVE.cast(upstream);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var z = fromMemorySegment(FLOATS, saved, savedAt + i, ORDER);
            var t = z.abs().neg();
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
            var lifted = p.add(1f).mul(scale);
            var s = broadcast(FLOATS, 1f).div(lifted.mul(LOWER).add(1f));
            var factor = FMA ? t.fma(s, broadcast(FLOATS, 1f)) : t.mul(s).add(1f);
            var below = lifted.mul(s).mul(factor).mul(LOWER).blend(0f, t.compare(VectorOperators.LT, LIFTED_MIN));
            var derivative = broadcast(FLOATS, 1f).sub(below).blend(below, z.compare(VectorOperators.LT, 0f));
            fromMemorySegment(FLOATS, upstream, upstreamAt + i, ORDER).mul(derivative).intoMemorySegment(out, outAt + i,
                    ORDER);
        }
    }

    /**
     * {@code out = x Phi(x)}, Phi being the normal distribution function: correct to 5 units in the last place with
     * fused multiply-add, without to 7 units and 2^-25.
     */
    static void gelu(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var z = fromMemorySegment(FLOATS, x, xAt + i, ORDER);
            var a = z.abs();
            var t = a.mul(a).mul(-0.5f);
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
            var lifted = p.add(1f).mul(scale);
            var q = broadcast(FLOATS, 1f).div(a.add(4f));
            var u = q.mul(-8f).add(1f);
            if (FMA) {
                // What rounding took from t is multiplied by up to 100 in e^t; what it took from u, by 3 in the tail.
                var lost = a.mul(0.5f).fma(a, t).neg();
                lifted = lifted.fma(lost, lifted);
                var uLost = u.neg().fma(a, u.add(1f).fma(broadcast(FLOATS, -4f), a));
                u = q.fma(uLost, u);
            }
            var tail = broadcast(FLOATS, TAIL_9);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_8)) : tail.mul(u).add(TAIL_8);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_7)) : tail.mul(u).add(TAIL_7);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_6)) : tail.mul(u).add(TAIL_6);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_5)) : tail.mul(u).add(TAIL_5);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_4)) : tail.mul(u).add(TAIL_4);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_3)) : tail.mul(u).add(TAIL_3);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_2)) : tail.mul(u).add(TAIL_2);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_1)) : tail.mul(u).add(TAIL_1);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_0)) : tail.mul(u).add(TAIL_0);
            // max(z, 0) - a Phi(-a)
            var part = tail.mul(a.mul(q)).mul(lifted).mul(LOWER).blend(0f, t.compare(VectorOperators.LT, LIFTED_MIN));
            z.blend(0f, z.compare(VectorOperators.LT, 0f)).sub(part).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    /**
     * {@code out = upstream (Phi(saved) + saved phi(saved))}, phi being the density: the factor is correct to
     * 5 * 2^-24.
     */
    static void geluBackward(MemorySegment saved, long savedAt, MemorySegment upstream, long upstreamAt,
            MemorySegment out, long outAt, int size) {
        saved = NATIVE.cast(saved);
        upstream = NATIVE.cast(upstream);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var z = fromMemorySegment(FLOATS, saved, savedAt + i, ORDER);
            var a = z.abs();
            var t = a.mul(a).mul(-0.5f);
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
            var lifted = p.add(1f).mul(scale);
            var q = broadcast(FLOATS, 1f).div(a.add(4f));
            var u = q.mul(-8f).add(1f);
            var tail = broadcast(FLOATS, TAIL_9);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_8)) : tail.mul(u).add(TAIL_8);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_7)) : tail.mul(u).add(TAIL_7);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_6)) : tail.mul(u).add(TAIL_6);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_5)) : tail.mul(u).add(TAIL_5);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_4)) : tail.mul(u).add(TAIL_4);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_3)) : tail.mul(u).add(TAIL_3);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_2)) : tail.mul(u).add(TAIL_2);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_1)) : tail.mul(u).add(TAIL_1);
            tail = FMA ? tail.fma(u, broadcast(FLOATS, TAIL_0)) : tail.mul(u).add(TAIL_0);
            tail = tail.mul(q);
            tail = FMA ? a.fma(broadcast(FLOATS, -DENSITY_0), tail) : a.mul(-DENSITY_0).add(tail);
            var below = lifted.mul(tail).mul(LOWER).blend(0f, t.compare(VectorOperators.LT, LIFTED_MIN));
            var derivative = broadcast(FLOATS, 1f).sub(below).blend(below, z.compare(VectorOperators.LT, 0f));
            fromMemorySegment(FLOATS, upstream, upstreamAt + i, ORDER).mul(derivative).intoMemorySegment(out, outAt + i,
                    ORDER);
        }
    }
}
