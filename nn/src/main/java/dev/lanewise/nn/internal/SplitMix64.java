package dev.lanewise.nn.internal;

/**
 * The generator behind initial weights, shuffles, splits and made-up data sets: SplitMix64 of Steele, Lea and Flood,
 * "Fast Splittable Pseudorandom Number Generators" (2014). Written out, with {@link StrictMath}, so that a seed means
 * the same bits on every platform and Java release. For one thread.
 */
public final class SplitMix64 {
    /** 2^64 over the golden ratio, made odd: the increment of the published generator. */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    /** Makes the published generator of a seed. */
    public SplitMix64(long seed) { state = seed; }

    /** Makes the generator number {@code stream} of a seed; streams of one seed are independent of each other. */
    public SplitMix64(long seed, long stream) {
        this(mix(seed + mix((stream + 1) * GOLDEN)));
    }

    /** Returns the next 64 random bits. */
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** Returns a uniform number in 0 inclusive to 1 exclusive, a multiple of 2^-53. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /**
     * Returns a uniform integer in 0 to bound - 1. The bias, below bound / 2^32, is far under what a shuffle could
     * show.
     *
     * @throws IllegalArgumentException if the bound is not positive
     */
    public int nextInt(int bound) {
        if (bound < 1)
            throw new IllegalArgumentException("bound: must be at least 1, got " + bound);
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** Returns a number of the standard normal distribution, by Marsaglia's polar method. */
    public double nextGaussian() {
        while (true) {
            double u = 2 * nextDouble() - 1;
            double v = 2 * nextDouble() - 1;
            double s = u * u + v * v;
            if (s > 0 && s < 1)
                return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
        }
    }

    /** Puts the integers in random order (Fisher and Yates). */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }

    private static long mix(long x) {
        x = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
        x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return x ^ x >>> 31;
    }
}
