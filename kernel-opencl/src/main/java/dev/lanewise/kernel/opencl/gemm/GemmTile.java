package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.kernel.opencl.device.OpenClDevice;

import java.util.List;

/**
 * How gemm_tiles.cl is cut: a group of work-items computes {@code rows x columns} of C, taking {@code depth} steps of
 * k at a time into local memory, and keeps it in registers in pieces of {@code pieceRows x pieceColumns}.
 *
 * @param tensor whether tensor cores multiply; a piece then belongs to 32 items, otherwise to one
 */
record GemmTile(int rows, int columns, int depth, int pieceRows, int pieceColumns, boolean tensor) {
    /**
     * Tiles in full precision, from the one that reads least, for large products, to the one that gives most groups
     * work, for small ones. All need less than 48 KiB of local memory, what most GPUs have for one group, all but the
     * first of them less than the 32 KiB that OpenCL asks for.
     */
    static final List<GemmTile> FULL = List.of(new GemmTile(128, 128, 16, 8, 8, false),
            new GemmTile(128, 64, 16, 8, 8, false), new GemmTile(64, 64, 16, 8, 4, false),
            new GemmTile(64, 32, 16, 4, 4, false), new GemmTile(32, 32, 16, 4, 4, false));

    /** Tiles for tensor cores. Pieces of 64 x 64 would need more registers than an item can have (ptxas, sm_90). */
    static final List<GemmTile> FAST = List.of(new GemmTile(128, 128, 16, 64, 32, true),
            new GemmTile(64, 64, 16, 32, 32, true), new GemmTile(32, 32, 16, 16, 16, true));

    /** Items that work as one on a tensor core. */
    private static final int WARP = 32;

    GemmTile {
        int rowUnit = tensor ? 16 : 4;
        int columnUnit = tensor ? 8 : 4;
        if (pieceRows % rowUnit != 0 || pieceColumns % columnUnit != 0 || rows % pieceRows != 0
                || columns % pieceColumns != 0 || depth % columnUnit != 0)
            throw new IllegalArgumentException("tile: " + rows + " x " + columns + " x " + depth
                    + " cannot be cut in pieces of " + pieceRows + " x " + pieceColumns);
        int quads = 4 * items(rows, columns, pieceRows, pieceColumns, tensor);
        if (rows * depth % quads != 0 || columns * depth % quads != 0)
            throw new IllegalArgumentException("tile: its items cannot share the loading of " + depth + " steps");
        if (items(rows, columns, pieceRows, pieceColumns, tensor) < columns)
            throw new IllegalArgumentException("tile: needs an item for each of " + columns + " columns to sum");
    }

    private static int items(int rows, int columns, int pieceRows, int pieceColumns, boolean tensor) {
        return rows / pieceRows * (columns / pieceColumns) * (tensor ? WARP : 1);
    }

    /** Returns its sizes as text. */
    String name() {
        return rows + "x" + columns + "x" + depth + "/" + pieceRows + "x" + pieceColumns;
    }

    /** Returns the number of work-items of a group. */
    int items() {
        return items(rows, columns, pieceRows, pieceColumns, tensor);
    }

    /** Returns whether a device has what a group needs. */
    boolean fits(OpenClDevice device) {
        return items() <= device.largestGroup() && localBytes() <= device.localMemory();
    }

    /** Returns the bytes that a group needs of local memory: SHARED of gemm_tiles.cl. */
    int localBytes() {
        int pad = tensor ? 8 : 4;
        int slabRows = (tensor ? 16 : 4) * (rows / pieceRows);
        return Float.BYTES * Math.max(2 * depth * (rows + columns + 2 * pad), slabRows * columns);
    }

    /**
     * Returns the lines in front of gemm_tiles.cl.
     *
     * @param emulated whether plain arithmetic replaces tensor cores, for tests
     */
    String defines(Reading a, Reading b, boolean emulated) {
        return "#define TILE_ROWS " + rows + "\n#define TILE_COLUMNS " + columns + "\n#define TILE_DEPTH " + depth
                + "\n#define PIECE_ROWS " + pieceRows + "\n#define PIECE_COLUMNS " + pieceColumns + "\n"
                + (tensor ? "#define TENSOR " + (emulated ? 2 : 1) + "\n" : "") + a.defines("a") + b.defines("b");
    }

    /**
     * How a factor is read.
     *
     * @param alongSteps neighbours in memory are neighbours along k
     * @param wide four neighbours at once
     */
    record Reading(boolean alongSteps, boolean wide) {
        private String defines(String factor) {
            return "#define " + factor + "_ALONG_STEPS " + (alongSteps ? 1 : 0) + "\n#define " + factor + "_WIDE "
                    + (wide ? 1 : 0) + "\n";
        }
    }
}
