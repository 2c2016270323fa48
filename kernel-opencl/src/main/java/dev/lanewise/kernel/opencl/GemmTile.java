package dev.lanewise.kernel.opencl;

import java.util.List;

/**
 * How gemm_tiles.cl is cut: a group of work-items computes {@code rows x columns} of C, taking {@code depth} steps of
 * k at a time into local memory; one item {@code itemRows x itemColumns} of them, in registers. All are multiples of
 * 4.
 */
record GemmTile(int rows, int columns, int depth, int itemRows, int itemColumns) {
    /** PAD of gemm_tiles.cl. */
    private static final int PAD = 4;

    /**
     * From the one that reads least, for large products, to the one that gives most groups work, for small ones. All
     * need less than 48 KiB of local memory, what every GPU of the last ten years has for one group.
     */
    static final List<GemmTile> ALL = List.of(new GemmTile(128, 128, 16, 8, 8), new GemmTile(128, 64, 16, 8, 8),
            new GemmTile(64, 64, 16, 8, 4), new GemmTile(64, 32, 16, 4, 4), new GemmTile(32, 32, 16, 4, 4));

    GemmTile {
        for (int size : new int[]{rows, columns, depth, itemRows, itemColumns})
            if (size <= 0 || size % 4 != 0)
                throw new IllegalArgumentException("tile: sizes must be multiples of 4, got " + size);
        if (rows % itemRows != 0 || columns % itemColumns != 0)
            throw new IllegalArgumentException("tile: " + rows + " x " + columns + " cannot be dealt out as "
                    + itemRows + " x " + itemColumns);
        int quads = 4 * rows / itemRows * (columns / itemColumns);
        if (rows * depth % quads != 0 || columns * depth % quads != 0)
            throw new IllegalArgumentException("tile: its items cannot share the loading of " + depth + " steps");
    }

    int groupRows() { return rows / itemRows; }

    int groupColumns() { return columns / itemColumns; }

    /** Returns the number of work-items of a group. */
    int items() { return groupRows() * groupColumns(); }

    /** Returns what a group needs of local memory: SHARED of gemm_tiles.cl. */
    int localBytes() {
        return Float.BYTES * Math.max(2 * depth * (rows + columns + 2 * PAD), 4 * groupRows() * columns);
    }

    /** Returns the lines in front of gemm_tiles.cl. */
    String defines(Reading a, Reading b) {
        return "#define TILE_ROWS " + rows + "\n#define TILE_COLUMNS " + columns + "\n#define TILE_DEPTH " + depth
                + "\n#define ITEM_ROWS " + itemRows + "\n#define ITEM_COLUMNS " + itemColumns + "\n" + a.defines("a")
                + b.defines("b");
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
