package dev.lanewise.compute;

/**
 * Settings of inverted dropout, and the definition of its mask: a hash of (seed, layer, step, row, column), so that
 * it is the same on every backend, for any number of threads and however the rows are dealt out.
 *
 * <p>Rounds of multiply and xor-shift on 32 bits serve as the hash: they exist in every vector unit, and a mask needs
 * no more quality than that a bias would not show.
 *
 * @param rate probability of dropping, 0 inclusive to 1 exclusive
 * @param seed of the training run
 * @param layer number of the layer
 */
public record Dropout(double rate, long seed, int layer) {
    /**
     * First multiplier of {@link #mix}: the pair has the lowest known bias for two rounds (Wellons, "hash
     * prospector").
     */
    public static final int MIX_1 = 0x7feb352d;
    /** Second multiplier of {@link #mix}. */
    public static final int MIX_2 = 0x846ca68b;
    /** 2^32 over the golden ratio: spreads neighbouring columns over the whole range before they are mixed. */
    public static final int COLUMN_STEP = 0x9e3779b9;

    /** Checks the rate. */
    public Dropout {
        if (!(rate >= 0 && rate < 1))
            throw new IllegalArgumentException("rate: must be in [0, 1), got " + rate);
    }

    /** Returns the factor of kept elements, {@code 1 / (1 - rate)}. */
    public double scale() { return 1 / (1 - rate); }

    /** Returns the bound of the mask: an element is kept if its upper 24 hash bits are below it. */
    public int threshold() {
        return (int) Math.round((1 - rate) * 0x1p24);
    }

    /** Returns the key of a row; columns are told apart by {@link #keeps(int, int, int)}. */
    public int rowKey(long step, long row) {
        int key = mix((int) seed ^ mix((int) (seed >>> 32) + layer));
        key = mix(key + mix((int) step ^ mix((int) (step >>> 32))));
        return mix(key ^ mix((int) row + mix((int) (row >>> 32) ^ COLUMN_STEP)));
    }

    /** Returns whether an element is kept, given its row's key and the {@link #threshold}. */
    public static boolean keeps(int rowKey, int column, int threshold) {
        return mix(rowKey + column * COLUMN_STEP) >>> 8 < threshold;
    }

    /**
     * The integer hash: a bijection of 32 bits in which every input bit moves every output bit about half of the
     * time.
     */
    public static int mix(int x) {
        x ^= x >>> 16;
        x *= MIX_1;
        x ^= x >>> 15;
        x *= MIX_2;
        return x ^ x >>> 16;
    }
}
