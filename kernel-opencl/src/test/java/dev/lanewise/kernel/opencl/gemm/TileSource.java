package dev.lanewise.kernel.opencl.gemm;

/** What gemm_tiles.cl needs in front of it, for tests of all kernels that do not care which tile it is. */
public final class TileSource {
    private TileSource() {}

    /** Returns the lines for one of the tiles. */
    public static String defines() {
        var reading = new GemmTile.Reading(true, true);
        return GemmTile.FULL.getLast().defines(reading, reading, false);
    }
}
