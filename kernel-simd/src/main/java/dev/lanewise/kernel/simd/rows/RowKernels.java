package dev.lanewise.kernel.simd.rows;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.COUNT;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.VectorOperators;

/**
 * Reductions of one dense run: {@code size} bytes from byte {@code at} on, whole vectors, filled up with what is
 * neutral. Four accumulators hide the latency of additions. Up to three vectors are left, which no second loop adds up in
 * registers: C2 boxes its accumulator in some processes (docs/experiments/122). Sums go through {@code lanes}, room
 * for one vector.
 */
public final class RowKernels {
    private RowKernels() {}

    static float sum(MemorySegment x, long at, int size, MemorySegment lanes) {
        x = NATIVE.cast(x);
        lanes = NATIVE.cast(lanes);
        var s0 = broadcast(FLOATS, 0f);
        var s1 = broadcast(FLOATS, 0f);
        var s2 = broadcast(FLOATS, 0f);
        var s3 = broadcast(FLOATS, 0f);
        int i = 0;
        for (; i < size - 3 * BYTES; i += 4 * BYTES) {
            s0 = s0.add(fromMemorySegment(FLOATS, x, at + i, ORDER));
            s1 = s1.add(fromMemorySegment(FLOATS, x, at + i + BYTES, ORDER));
            s2 = s2.add(fromMemorySegment(FLOATS, x, at + i + 2 * BYTES, ORDER));
            s3 = s3.add(fromMemorySegment(FLOATS, x, at + i + 3 * BYTES, ORDER));
        }
        s0.add(s1).add(s2.add(s3)).intoMemorySegment(lanes, 0, ORDER);
        for (; i < size; i += BYTES)
            fromMemorySegment(FLOATS, lanes, 0, ORDER).add(fromMemorySegment(FLOATS, x, at + i, ORDER))
                    .intoMemorySegment(lanes, 0, ORDER);
        return sumOfLanes(lanes);
    }

    /** The sum of {@code (factor x)^2}. */
    static float sumOfSquares(MemorySegment x, long at, float factor, int size, MemorySegment lanes) {
        x = NATIVE.cast(x);
        lanes = NATIVE.cast(lanes);
        var s0 = broadcast(FLOATS, 0f);
        var s1 = broadcast(FLOATS, 0f);
        var s2 = broadcast(FLOATS, 0f);
        var s3 = broadcast(FLOATS, 0f);
        int i = 0;
        for (; i < size - 3 * BYTES; i += 4 * BYTES) {
            var v0 = fromMemorySegment(FLOATS, x, at + i, ORDER).mul(factor);
            var v1 = fromMemorySegment(FLOATS, x, at + i + BYTES, ORDER).mul(factor);
            var v2 = fromMemorySegment(FLOATS, x, at + i + 2 * BYTES, ORDER).mul(factor);
            var v3 = fromMemorySegment(FLOATS, x, at + i + 3 * BYTES, ORDER).mul(factor);
            s0 = s0.add(v0.mul(v0));
            s1 = s1.add(v1.mul(v1));
            s2 = s2.add(v2.mul(v2));
            s3 = s3.add(v3.mul(v3));
        }
        s0.add(s1).add(s2.add(s3)).intoMemorySegment(lanes, 0, ORDER);
        for (; i < size; i += BYTES) {
            var v = fromMemorySegment(FLOATS, x, at + i, ORDER).mul(factor);
            fromMemorySegment(FLOATS, lanes, 0, ORDER).add(v.mul(v)).intoMemorySegment(lanes, 0, ORDER);
        }
        return sumOfLanes(lanes);
    }

    /**
     * Adds up one vector, always in the same order. {@code reduceLanes} does not promise one, and indeed gives other
     * bits once it is compiled.
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

    /** The largest; NaN if any is NaN; minus infinity over nothing. */
    public static float max(MemorySegment x, long at, int size) {
        x = NATIVE.cast(x);
        var m0 = broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        var m1 = m0;
        var m2 = m0;
        var m3 = m0;
        int i = 0;
        for (; i < size - 3 * BYTES; i += 4 * BYTES) {
            m0 = m0.max(fromMemorySegment(FLOATS, x, at + i, ORDER));
            m1 = m1.max(fromMemorySegment(FLOATS, x, at + i + BYTES, ORDER));
            m2 = m2.max(fromMemorySegment(FLOATS, x, at + i + 2 * BYTES, ORDER));
            m3 = m3.max(fromMemorySegment(FLOATS, x, at + i + 3 * BYTES, ORDER));
        }
        int last = size - BYTES;
        if (last >= 0) {
            // The last three, whether the loop has had them or not: that changes no maximum.
            m1 = m1.max(fromMemorySegment(FLOATS, x, at + Math.min(i, last), ORDER));
            m2 = m2.max(fromMemorySegment(FLOATS, x, at + Math.min(i + BYTES, last), ORDER));
            m3 = m3.max(fromMemorySegment(FLOATS, x, at + last, ORDER));
        }
        return m0.max(m1).max(m2.max(m3)).reduceLanes(VectorOperators.MAX);
    }

    /** The place of the first that equals {@code max}, or of the first NaN if that is NaN; -1 over nothing. */
    public static int argmax(MemorySegment x, long at, int size, float max) {
        x = NATIVE.cast(x);
        boolean nan = Float.isNaN(max);
        for (int i = 0; i < size; i += BYTES) {
            var v = fromMemorySegment(FLOATS, x, at + i, ORDER);
            int lane = (nan ? v.test(VectorOperators.IS_NAN) : v.eq(max)).firstTrue();
            if (lane < COUNT)
                return i / Float.BYTES + lane;
        }
        return -1;
    }

    /** {@code out = (x - a) - b}; out may be x. */
    static void subtract(MemorySegment x, long at, float a, float b, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, x, at + i, ORDER).sub(a).sub(b).intoMemorySegment(out, outAt + i, ORDER);
        }
    }
}
