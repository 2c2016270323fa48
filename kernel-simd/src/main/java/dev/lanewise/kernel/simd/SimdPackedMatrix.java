package dev.lanewise.kernel.simd;

import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

import java.lang.foreign.MemorySegment;

/** A right factor in panels of {@link MicroKernel#COLS} columns, each as deep as the whole matrix. */
final class SimdPackedMatrix extends PackedMatrix {
    private final View panels;

    SimdPackedMatrix(Scope scope, View source) {
        super(source, Role.RIGHT);
        long panelsAcross = Math.ceilDiv(source.cols(), MicroKernel.COLS);
        panels = scope.allocate(panelsAcross * source.rows() * MicroKernel.COLS);
    }

    MemorySegment memory() { return HostBuffer.segment(panels); }
}
