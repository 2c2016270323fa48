package dev.lanewise.kernel.simd.gemm;

import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

import java.lang.foreign.MemorySegment;

/**
 * A right factor in panels of {@link MicroKernel#NR} columns, each as deep as the whole matrix. They are filled for the
 * second product after a change of the source: a product that is the only one, as in a training step, does better to
 * pack each panel just before it is used ({@link SimdGemm}), than to send all of them through memory twice.
 */
public final class SimdPackedMatrix extends PackedMatrix {
    private boolean used;
    private boolean filled;

    public SimdPackedMatrix(Scope scope, View source) {
        super(source, Role.RIGHT, scope
                .allocate(Math.ceilDiv(source.cols(), MicroKernel.NR), source.rows(), MicroKernel.NR).buffer());
    }

    /** The source has changed. */
    public void refresh() {
        used = false;
        filled = false;
    }

    /**
     * Notes a product, and returns whether it is to take the panels.
     *
     * @param needed whether it would have to pack all of them at once anyway
     */
    boolean noteProduct(boolean needed) {
        boolean again = used;
        used = true;
        return again || needed;
    }

    boolean isFilled() { return filled; }

    /** The panels now hold the source. */
    void setFilled() { filled = true; }

    MemorySegment memory() { return ((HostBuffer) buffer()).segment(); }
}
