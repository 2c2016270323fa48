package dev.lanewise.kernel.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Working memory of one thread. It grows to what was ever asked for and stays, so that repeated calls allocate nothing.
 */
final class Scratch {
    /** Floats in a staging block: four of them and their sources stay in a 48 KiB first-level cache. */
    static final int BLOCK = 1024;
    static final int BLOCK_BYTES = BLOCK * Float.BYTES;

    /** Byte positions of the staging blocks. */
    static final long X = 0;
    static final long Y = BLOCK_BYTES;
    static final long OUT = 2 * Y;
    static final long WORK = 3 * Y;
    private static final int ALIGNMENT = 64;

    /** The staging blocks. */
    final MemorySegment blocks = allocate(4 * BLOCK);

    /** What {@link MicroKernel} computes into, and what {@link EdgeTile} fetches to combine it with. */
    final MemorySegment tile = allocate(MicroKernel.PANEL_ROWS * MicroKernel.NR);
    final MemorySegment other = allocate(MicroKernel.PANEL_ROWS * MicroKernel.NR);

    /** A panel of B that is packed just before its tiles. */
    final MemorySegment panelOfB = allocate(MicroKernel.KC * MicroKernel.NR);

    /** A panel of A that is packed just before its tiles. */
    final float[] panelOfA = new float[GemmBlock.PANEL_OF_A];

    /** Rows of A of a product of {@link SmallK}. */
    final float[] rowsOfA = new float[SmallK.BLOCK_ROWS * SmallK.STEPS];

    /** The matrices of a product of {@link BatchedGemm}. */
    final Operand a = new Operand();
    final Operand b = new Operand();
    final Operand c = new Operand();

    /** One vector: accumulators go through it to be added up. */
    final MemorySegment lanes = allocate(Lanes.COUNT);

    /** Between the two halves of {@link Transpose}. */
    final MemorySegment block = allocate(Lanes.COUNT * Lanes.COUNT);

    /** Rows that {@link ColumnJob} reads and writes. */
    final RowGroup x = new RowGroup();
    final RowGroup upstream = new RowGroup();
    final RowGroup out = new RowGroup();

    private MemorySegment panel = allocate(BLOCK);
    private GemmLoops.Memory loops;

    /** Memory of at least {@code floats} floats, of any content. */
    MemorySegment panel(long floats) {
        panel = grown(panel, floats);
        return panel;
    }

    /** Memory of {@link GemmLoops}, half a mebibyte that only little work needs. */
    GemmLoops.Memory loops() {
        if (loops == null)
            loops = new GemmLoops.Memory();
        return loops;
    }

    /** Returns {@code old} if it has room for {@code floats}, else new memory with a quarter to spare. */
    static MemorySegment grown(MemorySegment old, long floats) {
        return old.byteSize() >= floats * Float.BYTES ? old : allocate(floats + floats / 4);
    }

    /** Zeroed memory that lives as long as it is reachable: no owner has to close it. */
    static MemorySegment allocate(long floats) {
        return Arena.ofAuto().allocate(floats * Float.BYTES, ALIGNMENT);
    }
}
