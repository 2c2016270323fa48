package dev.lanewise.kernel.opencl.gemm;

/**
 * How gemm_tiles.cl computes a product.
 *
 * @param tile what a group computes of C
 * @param parts number of parts that k is cut into; more than one need a launch that adds them up
 * @param partSteps steps of all parts but the last, which may have fewer
 */
record TilePlan(GemmTile tile, int parts, long partSteps) {
    /** Whole depths to each part, so that its first elements are aligned as the factor's are. */
    static TilePlan of(TileSetting setting, long k) {
        var tile = setting.tile();
        long steps = Math.max(Math.ceilDiv(Math.ceilDiv(k, setting.parts()), tile.depth()) * tile.depth(), 1);
        return new TilePlan(tile, (int) Math.max(Math.ceilDiv(k, steps), 1), steps);
    }
}
