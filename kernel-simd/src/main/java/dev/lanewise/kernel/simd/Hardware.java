package dev.lanewise.kernel.simd;

import dev.lanewise.kernel.simd.gemm.MicroKernel;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Platform;

/** What the vectors here are like; asking it loads the vector module. */
final class Hardware {
    /** Below 128 bits vectors do not pay. */
    static final int MIN_BITS = 128;

    /** A line of packed factors, and what a segment of a flat layout is aligned to, is one such vector. */
    static final int MAX_BITS = 512;

    private Hardware() {}

    static int bits() { return Lanes.FLOATS.vectorBitSize(); }

    static String line() {
        return bits() + "-bit vectors of " + Lanes.COUNT + " floats, "
                + (Platform.hasFma() ? "fused multiply-add" : "multiply and add apart");
    }

    static String tile() { return MicroKernel.MR + " x " + MicroKernel.NR; }
}
