package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.COUNT;
import static dev.lanewise.kernel.simd.Lanes.ORDER;
import static dev.lanewise.kernel.simd.Lanes.broadcast;
import static dev.lanewise.kernel.simd.Lanes.first;
import static dev.lanewise.kernel.simd.Lanes.fma;
import static dev.lanewise.kernel.simd.Lanes.load;
import static dev.lanewise.kernel.simd.Lanes.store;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Reductions of one dense run of {@code count} floats at byte {@code at}. Four accumulators hide the latency of additions;
 * the end of the run is a masked load, whose missing lanes are neutral. Sums go through {@code lanes}, room for one vector.
 */
final class RowKernels {
    private RowKernels() {}

    static float sum(MemorySegment x, long at, int count, MemorySegment lanes) {
        var s0 = broadcast(0f);
        var s1 = broadcast(0f);
        var s2 = broadcast(0f);
        var s3 = broadcast(0f);
        int whole = Lanes.whole(count) * Float.BYTES;
        int i = 0;
        for (; i < whole - 3 * BYTES; i += 4 * BYTES) {
            s0 = s0.add(load(x, at + i));
            s1 = s1.add(load(x, at + i + BYTES));
            s2 = s2.add(load(x, at + i + 2 * BYTES));
            s3 = s3.add(load(x, at + i + 3 * BYTES));
        }
        for (; i < whole; i += BYTES)
            s0 = s0.add(load(x, at + i));
        if (count % COUNT != 0)
            s1 = s1.add(load(x, at + i, first(count % COUNT)));
        store(s0.add(s1).add(s2.add(s3)), lanes, 0);
        return sumOfLanes(lanes);
    }

    static float sumOfSquares(MemorySegment x, long at, int count, MemorySegment lanes) {
        var s0 = broadcast(0f);
        var s1 = broadcast(0f);
        var s2 = broadcast(0f);
        var s3 = broadcast(0f);
        int whole = Lanes.whole(count) * Float.BYTES;
        int i = 0;
        for (; i < whole - 3 * BYTES; i += 4 * BYTES) {
            var v0 = load(x, at + i);
            var v1 = load(x, at + i + BYTES);
            var v2 = load(x, at + i + 2 * BYTES);
            var v3 = load(x, at + i + 3 * BYTES);
            s0 = fma(v0, v0, s0);
            s1 = fma(v1, v1, s1);
            s2 = fma(v2, v2, s2);
            s3 = fma(v3, v3, s3);
        }
        for (; i < whole; i += BYTES) {
            var v = load(x, at + i);
            s0 = fma(v, v, s0);
        }
        if (count % COUNT != 0) {
            var v = load(x, at + i, first(count % COUNT));
            s1 = fma(v, v, s1);
        }
        store(s0.add(s1).add(s2.add(s3)), lanes, 0);
        return sumOfLanes(lanes);
    }

    /** The largest; NaN if any is NaN; minus infinity over nothing. */
    static float max(MemorySegment x, long at, int count) {
        var m0 = broadcast(Float.NEGATIVE_INFINITY);
        var m1 = m0;
        var m2 = m0;
        var m3 = m0;
        int whole = Lanes.whole(count) * Float.BYTES;
        int i = 0;
        for (; i < whole - 3 * BYTES; i += 4 * BYTES) {
            m0 = m0.max(load(x, at + i));
            m1 = m1.max(load(x, at + i + BYTES));
            m2 = m2.max(load(x, at + i + 2 * BYTES));
            m3 = m3.max(load(x, at + i + 3 * BYTES));
        }
        for (; i < whole; i += BYTES)
            m0 = m0.max(load(x, at + i));
        if (count % COUNT != 0) {
            var mask = first(count % COUNT);
            m1 = m1.max(broadcast(Float.NEGATIVE_INFINITY).blend(load(x, at + i, mask), mask));
        }
        return m0.max(m1).max(m2.max(m3)).reduceLanes(VectorOperators.MAX);
    }

    /** The place of the first of the largest, or of the first NaN, given what {@link #max} says; -1 over nothing. */
    static int argmax(MemorySegment x, long at, int count, float max) {
        if (count == 0)
            return -1;
        var wanted = broadcast(max);
        boolean nan = Float.isNaN(max);
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += COUNT) {
            var v = load(x, at + (long) i * Float.BYTES);
            int lane = (nan ? v.test(VectorOperators.IS_NAN) : v.eq(wanted)).firstTrue();
            if (lane < COUNT)
                return i + lane;
        }
        var v = load(x, at + (long) whole * Float.BYTES, first(count - whole));
        // Missing lanes come last, so they are found only if nothing before them is.
        return whole + (nan ? v.test(VectorOperators.IS_NAN) : v.eq(wanted)).firstTrue();
    }

    /**
     * Adds up one vector, always in the same order. {@code reduceLanes} does not promise one, and indeed gives other bits once
     * it is compiled.
     */
    private static float sumOfLanes(MemorySegment lanes) {
        float s0 = 0;
        float s1 = 0;
        for (int i = 0; i < BYTES; i += 2 * Float.BYTES) {
            s0 += lanes.get(JAVA_FLOAT, i);
            s1 += lanes.get(JAVA_FLOAT, i + Float.BYTES);
        }
        return s0 + s1;
    }

    /** {@code out = exp(x - max)}; returns the sum of out. out may be x. */
    static float expSum(MemorySegment x, long at, float max, MemorySegment out, long outAt, int count,
            MemorySegment lanes) {
        int whole = Lanes.whole(count);
        expSumWhole(x, at, max, out, outAt, whole * Float.BYTES, lanes);
        float sum = sumOfLanes(lanes);
        if (whole == count)
            return sum;
        long rest = (long) whole * Float.BYTES;
        expSumRest(x, at + rest, max, out, outAt + rest, count - whole, lanes);
        return sum + sumOfLanes(lanes);
    }

    private static void expSumWhole(MemorySegment x, long at, float max, MemorySegment out, long outAt, int size,
            MemorySegment lanes) {
        var shift = broadcast(max);
        var sum = broadcast(0f);
        for (int i = 0; i < size; i += BYTES) {
            var e = VectorMath.exp(load(x, at + i).sub(shift));
            e.intoMemorySegment(out, outAt + i, ORDER);
            sum = sum.add(e);
        }
        sum.intoMemorySegment(lanes, 0, ORDER);
    }

    /** A method of its own, since C2 has room for one exponential in each. */
    private static void expSumRest(MemorySegment x, long at, float max, MemorySegment out, long outAt, int count,
            MemorySegment lanes) {
        var zero = broadcast(0f);
        var mask = first(count);
        var e = VectorMath.exp(load(x, at, mask).sub(max));
        e.intoMemorySegment(out, outAt, ORDER, mask);
        zero.blend(e, mask).intoMemorySegment(lanes, 0, ORDER);
    }

    /** The sum of {@code exp(x - max)}. */
    static float expSum(MemorySegment x, long at, float max, int count, MemorySegment lanes) {
        int whole = Lanes.whole(count);
        expSumWhole(x, at, max, whole * Float.BYTES, lanes);
        float sum = sumOfLanes(lanes);
        if (whole == count)
            return sum;
        expSumRest(x, at + (long) whole * Float.BYTES, max, count - whole, lanes);
        return sum + sumOfLanes(lanes);
    }

    private static void expSumWhole(MemorySegment x, long at, float max, int size, MemorySegment lanes) {
        var shift = broadcast(max);
        var sum = broadcast(0f);
        for (int i = 0; i < size; i += BYTES)
            sum = sum.add(VectorMath.exp(load(x, at + i).sub(shift)));
        sum.intoMemorySegment(lanes, 0, ORDER);
    }

    private static void expSumRest(MemorySegment x, long at, float max, int count, MemorySegment lanes) {
        var zero = broadcast(0f);
        var mask = first(count);
        var e = VectorMath.exp(load(x, at, mask).sub(max));
        zero.blend(e, mask).intoMemorySegment(lanes, 0, ORDER);
    }

    /** {@code out = alpha * x}; out may be x. */
    static void scale(float alpha, MemorySegment x, long at, MemorySegment out, long outAt, int count) {
        int whole = Lanes.whole(count) * Float.BYTES;
        SimdElementwise.scale(alpha, x, at, out, outAt, whole);
        if (count % COUNT != 0) {
            var mask = first(count % COUNT);
            store(load(x, at + whole, mask).mul(alpha), out, outAt + whole, mask);
        }
    }

    /** {@code out = (x - a) - b}; out may be x. */
    static void subtract(MemorySegment x, long at, float a, float b, MemorySegment out, long outAt, int count) {
        int whole = Lanes.whole(count) * Float.BYTES;
        int i = 0;
        for (; i < whole; i += BYTES)
            store(load(x, at + i).sub(a).sub(b), out, outAt + i);
        if (count % COUNT != 0) {
            var mask = first(count % COUNT);
            store(load(x, at + i, mask).sub(a).sub(b), out, outAt + i, mask);
        }
    }

    /** {@code out += x}. */
    static void accumulate(MemorySegment x, long at, MemorySegment out, long outAt, int count) {
        int whole = Lanes.whole(count) * Float.BYTES;
        SimdElementwise.add(x, at, out, outAt, out, outAt, whole);
        if (count % COUNT != 0) {
            var mask = first(count % COUNT);
            FloatVector sum = load(out, outAt + whole, mask).add(load(x, at + whole, mask));
            store(sum, out, outAt + whole, mask);
        }
    }
}
