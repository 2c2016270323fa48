package dev.lanewise.kernel.simd.runtime;

import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * Walks a view in row-major order, in runs of {@link Job#CHUNK} elements whatever its strides, so that a sum over it
 * depends on its shape alone. A run that is strided, or does not fill whole vectors, is copied to scratch and filled
 * up.
 */
public abstract class LinearJob extends Job {
    private final Operand x = new Operand();
    private final long[] sizes = new long[View.MAX_RANK];
    private long elements;
    private float filler;

    /** Computes one run of {@code size} bytes, whole vectors. */
    protected abstract void run(int chunk, MemorySegment memory, long at, int size, Scratch scratch);

    /** Takes the view, and what the last run is filled up with; returns the number of chunks. */
    protected final int prepare(View view, float newFiller) {
        x.set(view);
        filler = newFiller;
        for (int d = 0; d < View.MAX_RANK; d++)
            sizes[d] = view.size4(d);
        elements = view.elements();
        return chunks(elements, CHUNK);
    }

    @Override
    protected final void run(int chunk, Scratch scratch) {
        long from = (long) chunk * CHUNK;
        int count = (int) Math.min(CHUNK, elements - from);
        // One call for both, since each is inlined whole.
        boolean inPlace = x.isContiguous() && count % Lanes.COUNT == 0;
        var memory = inPlace ? x.segment() : gather(from, count, scratch);
        run(chunk, memory, inPlace ? x.linear(from) * Float.BYTES : 0, Lanes.padded(count) * Float.BYTES, scratch);
    }

    private MemorySegment gather(long from, int count, Scratch scratch) {
        var panel = scratch.panel(CHUNK);
        int done = 0;
        while (done < count) {
            long row = (from + done) / sizes[3];
            long col = (from + done) % sizes[3];
            int piece = (int) Math.min(count - done, sizes[3] - col);
            long outer = row / sizes[2];
            long at = x.rowAt(outer / sizes[1], outer % sizes[1], row % sizes[2]) + col * x.colStride();
            Staging.gather(x.segment(), at * Float.BYTES, x.colStride(), piece, panel, (long) done * Float.BYTES);
            done += piece;
        }
        Staging.fill(filler, panel, (long) count * Float.BYTES, Lanes.padded(count) - count);
        return panel;
    }
}
