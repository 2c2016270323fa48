package dev.lanewise.kernel.simd.columns;

import dev.lanewise.kernel.simd.runtime.Scratch;

/** Rows that a {@link ColumnJob} reads and writes, of one thread. */
final class ColumnScratch {
    static final Scratch.Slot<ColumnScratch> SLOT = new Scratch.Slot<>(scratch -> new ColumnScratch());

    final RowGroup x = new RowGroup();
    final RowGroup upstream = new RowGroup();
    final RowGroup out = new RowGroup();

    private ColumnScratch() {}
}
