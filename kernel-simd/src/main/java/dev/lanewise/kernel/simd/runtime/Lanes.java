package dev.lanewise.kernel.simd.runtime;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector shape that all kernels use. Everything is {@code static final}: a species in an instance field costs 6
 * KiB of boxed vectors for each call.
 *
 * <p>There are no helpers here for loading, storing or adding, however tempting, and no method of this module takes
 * or returns a vector. C2 always inlines the vector module's own methods; one of ours it may not, if it is called
 * from a place that looks cold and is compiled already, or if the caller has grown beyond 18,000 nodes (some 70
 * vector operations). Then what passes through it is boxed, for as long as the process lives.
 *
 * <p>Nor is there a second shape of the same element type, not even for one kernel: C2 compiles the vector module's
 * methods by the classes that they have seen, and with two of them it boxes vectors here and there, in other kernels
 * than the one that brought the second shape, in every third process or so.
 */
public final class Lanes {
    public static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    public static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    public static final int COUNT = FLOATS.length();

    /** Bytes in a vector. */
    public static final int BYTES = COUNT * Float.BYTES;

    /** Most floats in a row: all their bytes, rounded up to a vector, are counted in an int. */
    private static final int MAX_ROW = Integer.MAX_VALUE / Float.BYTES / COUNT * COUNT;

    /** Memory is read and written as the machine does. */
    public static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /**
     * The class of all memory here. Every kernel first casts its segments to it, which costs nothing and tells C2
     * what it reads. Untold, C2 goes by what passed through the JDK's methods anywhere in the process; a single vector
     * read from an array, which {@code reinterpretAsInts} does until it is compiled, then leaves checks in each turn of
     * each loop: after one {@code exp} a ReLU took twice as long, and products 5 to 15 % longer.
     */
    public static final Class<? extends MemorySegment> NATIVE = MemorySegment.NULL.getClass();

    /**
     * 1 and {@link #COUNT}, but not as constants. A loop that steps by a constant C2 cuts in three: a turn that checks
     * everything, unrolled ones without checks, the rest. Where few turns follow, finding the cuts costs more than they
     * save: packing 8 x 32 elements took twice as long. Products of five rows (16 registers) were 16 to 27 % slower and
     * those of a transposed A 8 %: three copies of a loop want more registers than one. Deep loops over rows of A, and
     * elementwise ones, gain from unrolling instead.
     */
    public static int one = 1;
    public static int lanes = COUNT;

    /** Whether {@code fma} is an instruction; without one it is emulated with BigDecimal. */
    public static final boolean FMA = Platform.hasFma();

    private Lanes() {}

    /** The largest multiple of the lane count that is not above {@code n}. */
    public static int whole(int n) {
        return n & -COUNT;
    }

    /** The smallest multiple of the lane count that is not below {@code n}. */
    public static int padded(int n) {
        return n + COUNT - 1 & -COUNT;
    }

    /**
     * Bytes of a row of {@code n} floats, in whole vectors; loops count them in 32 bits.
     *
     * @throws IllegalArgumentException if there are too many
     */
    public static int rowBytes(long n) {
        if (n > MAX_ROW)
            throw new IllegalArgumentException("a row of " + n + " elements is too long for this operation, it takes "
                    + MAX_ROW + " at most");
        return padded((int) n) * Float.BYTES;
    }
}
