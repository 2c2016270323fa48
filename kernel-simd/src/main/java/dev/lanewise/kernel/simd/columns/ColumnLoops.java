package dev.lanewise.kernel.simd.columns;

import static dev.lanewise.kernel.simd.runtime.Window.ROW;

import dev.lanewise.kernel.simd.runtime.Window;

import java.lang.foreign.MemorySegment;

/** What is in {@link ColumnKernels}, in plain loops, with the same bits. */
final class ColumnLoops {
    private ColumnLoops() {}

    private record SumRows() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++)
                f[i + 4 * ROW] = f[i + 4 * ROW] + (f[i] + f[i + ROW] + (f[i + 2 * ROW] + f[i + 3 * ROW]));
        }
    }

    /** Adds {@link ColumnJob#ROWS} rows to {@code out}. */
    static void sumRows(RowGroup rows, MemorySegment out, long outAt, int size) {
        Window.get().readRows(0, rows).read(4, out, outAt).write(4, out, outAt).run(size, new SumRows());
    }
}
