package dev.lanewise.kernel.simd.gemm;

import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;

import java.lang.foreign.MemorySegment;

/** Working memory of products, of one thread. */
final class GemmScratch {
    static final Scratch.Slot<GemmScratch> SLOT = new Scratch.Slot<>(GemmScratch::new);

    /** What all operations use. */
    final Scratch common;

    /** What {@link MicroKernel} computes into, and what {@link EdgeTile} fetches to combine it with. */
    final MemorySegment tile = Scratch.allocate(MicroKernel.PANEL_ROWS * MicroKernel.NR);
    final MemorySegment other = Scratch.allocate(MicroKernel.PANEL_ROWS * MicroKernel.NR);

    /** A panel of A that is packed just before its tiles. */
    final float[] panelOfA = new float[GemmBlock.PANEL_OF_A];

    /** Rows of A of a product of {@link SmallK}. */
    final float[] rowsOfA = new float[SmallK.BLOCK_ROWS * SmallK.STEPS];

    /** The matrices of a product of {@link BatchedGemm}. */
    final Operand a = new Operand();
    final Operand b = new Operand();
    final Operand c = new Operand();

    private MemorySegment panelsOfB = Scratch.allocate(MicroKernel.NR);

    private GemmScratch(Scratch common) { this.common = common; }

    /** The panels of B that a chunk packs just before its tiles: memory of at least {@code floats} floats. */
    MemorySegment panelsOfB(long floats) {
        panelsOfB = Scratch.grown(panelsOfB, floats);
        return panelsOfB;
    }
}
