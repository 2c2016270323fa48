package dev.lanewise.data;

/**
 * The generator behind every split and every made-up data set: SplitMix64 of Steele, Lea and Flood, "Fast Splittable
 * Pseudorandom Number Generators" (2014). Written out here because its stream is then the same on every platform and
 * every Java version, so a seed names one split for good.
 */
public final class SplitMix64 {
    /** 2^64 divided by the golden ratio, made odd: the increment of the paper. */
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public SplitMix64(long seed) { state = seed; }

    /** The next 64 random bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** An integer in 0 (inclusive) to {@code bound} (exclusive); the bias is below bound / 2^64. */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound is " + bound + ", needs to be positive");
        }
        return (int) Math.unsignedMultiplyHigh(nextLong(), bound);
    }

    /** A double in 0 (inclusive) to 1 (exclusive), a multiple of 2^-53. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** A standard normal value by the Box-Muller transform; StrictMath gives the same bits on every platform. */
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    /** Puts {@code values} in random order (Fisher and Yates). */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }
}
