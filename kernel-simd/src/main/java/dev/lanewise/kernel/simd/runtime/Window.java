package dev.lanewise.kernel.simd.runtime;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Where plain loops work ({@code SimdCompute.LITTLE_WORK}): stretches of memory, copied side by side into one array. C2
 * turns a loop into vector code only where it sees that no access depends on another. In one array, a constant apart, it
 * does; of two arrays or segments it has to assume that they are one. And until it has compiled the loop, an element of
 * an array is far faster to get at than one of a segment.
 */
public final class Window {
    /** Floats of a stretch: all twelve stay in the first-level cache. */
    public static final int ROW = 512;
    private static final int ROWS = 12;

    private static final ThreadLocal<Window> OF_THREAD = ThreadLocal.withInitial(Window::new);

    private final float[] floats = new float[ROWS * ROW];
    private final MemorySegment[] sources = new MemorySegment[ROWS];
    private final long[] sourcesAt = new long[ROWS];
    private final MemorySegment[] targets = new MemorySegment[ROWS];
    private final long[] targetsAt = new long[ROWS];

    /** A loop over the first {@code n} elements of some rows of {@code f}: row r starts at {@code r * ROW}. */
    public interface Loop {
        void run(float[] f, int n);
    }

    /** Rows in memory, a constant distance apart. */
    public interface Rows {
        int count();

        MemorySegment segment();

        /** Byte position of the first row. */
        long at();

        /** Bytes from row to row. */
        long stride();
    }

    private Window() {}

    /** That of the calling thread. */
    public static Window get() { return OF_THREAD.get(); }

    /** Row {@code row} is filled from here. */
    public Window read(int row, MemorySegment from, long at) {
        sources[row] = from;
        sourcesAt[row] = at;
        return this;
    }

    /** Row {@code row} goes here. */
    public Window write(int row, MemorySegment to, long at) {
        targets[row] = to;
        targetsAt[row] = at;
        return this;
    }

    /** Fills as many rows from {@code row} on. */
    public Window readRows(int row, Rows rows) {
        for (int r = 0; r < rows.count(); r++)
            read(row + r, rows.segment(), rows.at() + r * rows.stride());
        return this;
    }

    /** As many rows from {@code row} on go there. */
    public Window writeRows(int row, Rows rows) {
        for (int r = 0; r < rows.count(); r++)
            write(row + r, rows.segment(), rows.at() + r * rows.stride());
        return this;
    }

    /** Runs a loop over {@code size} bytes of all rows, and forgets them. */
    public void run(int size, Loop loop) {
        try {
            for (int i = 0; i < size; i += ROW * Float.BYTES) {
                int n = Math.min(ROW, (size - i) / Float.BYTES);
                for (int r = 0; r < ROWS; r++)
                    if (sources[r] != null)
                        Runs.read(sources[r], sourcesAt[r] + i, 0, 1, n, floats, r * ROW, 0);
                loop.run(floats, n);
                for (int r = 0; r < ROWS; r++)
                    if (targets[r] != null)
                        Runs.write(floats, r * ROW, 0, 1, n, targets[r], targetsAt[r] + i, 0);
            }
        } finally {
            // The next kernel on this thread may be another compute's, and must not write here.
            Arrays.fill(sources, null);
            Arrays.fill(targets, null);
        }
    }
}
