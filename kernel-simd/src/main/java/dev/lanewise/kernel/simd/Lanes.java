package dev.lanewise.kernel.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector shape that all kernels use, and the few functions that vectors pass through on their way from and to memory.
 *
 * <p>Everything is {@code static final}: a species in an instance field costs 6 KiB of boxed vectors for each call.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    static final int COUNT = FLOATS.length();

    /** Bytes in a vector. */
    static final int BYTES = COUNT * Float.BYTES;

    /**
     * For direct calls of {@code intoMemorySegment}. C2 stops inlining helpers, even tiny ones, when a method has grown to
     * 18,000 nodes (some 70 vector operations), and boxes what passes through them; the vector module's own methods are
     * exempt. So a kernel with that much arithmetic calls those directly at its end.
     */
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Whether {@code fma} is an instruction; without one it is emulated with BigDecimal. */
    static final boolean FMA = Platform.hasFma();

    private Lanes() {}

    /** {@code a * b + c}, rounded once where the hardware can, else twice. */
    static FloatVector fma(FloatVector a, FloatVector b, FloatVector c) {
        return FMA ? a.fma(b, c) : a.mul(b).add(c);
    }

    static FloatVector broadcast(float x) { return FloatVector.broadcast(FLOATS, x); }

    /** The vector at byte {@code at}. */
    static FloatVector load(MemorySegment x, long at) {
        return FloatVector.fromMemorySegment(FLOATS, x, at, ORDER);
    }

    /** The lanes of a mask, zeros in the others. */
    static FloatVector load(MemorySegment x, long at, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(FLOATS, x, at, ORDER, mask);
    }

    static void store(FloatVector v, MemorySegment out, long at) { v.intoMemorySegment(out, at, ORDER); }

    static void store(FloatVector v, MemorySegment out, long at, VectorMask<Float> mask) {
        v.intoMemorySegment(out, at, ORDER, mask);
    }

    /** The mask of the first {@code count} lanes. */
    static VectorMask<Float> first(int count) {
        return FLOATS.indexInRange(0, count);
    }

    /** The largest multiple of the lane count that is not above {@code n}. */
    static int whole(int n) {
        return n & -COUNT;
    }

    /** The smallest multiple of the lane count that is not below {@code n}. */
    static int padded(int n) {
        return n + COUNT - 1 & -COUNT;
    }
}
