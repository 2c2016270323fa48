package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.View;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Device memory for what lives inside one operation: packed factors, partial sums. Commands run in order, so all
 * operations share it. It grows by doubling; the outgrown buffers stay until the compute closes, since recorded
 * launches may point to them.
 */
final class Scratch {
    /** First size in elements: partial sums of ordinary layers fit. */
    private static final long FIRST_SIZE = 1 << 16;
    /** Parts start at multiples of 64 elements, two lines of the widest GPU. */
    private static final long ALIGNMENT = 64;

    private final LongFunction<ClBuffer> allocate;
    private final List<ClBuffer> outgrown = new ArrayList<>();
    private ClBuffer buffer;
    private long used;

    /** @param allocate makes a buffer of {@link ElementType#FLOAT32} of that many elements */
    Scratch(LongFunction<ClBuffer> allocate) {
        this.allocate = allocate;
    }

    /** Begins an operation: everything taken before may be overwritten. */
    void reset() {
        used = 0;
    }

    /** Returns a dense matrix with undefined contents, valid until {@link #reset}. */
    View take(long rows, long cols) {
        long elements = Math.multiplyExact(rows, cols);
        if (buffer == null || elements > buffer.length() - used) {
            long old = buffer == null ? 0 : buffer.length();
            var larger = allocate.apply(Math.max(elements, Math.max(2 * old, FIRST_SIZE)));
            if (buffer != null)
                outgrown.add(buffer);
            buffer = larger;
            used = 0;
        }
        var view = View.of(buffer, buffer.length()).slice(0, used, elements).reshape(rows, cols);
        used = Math.min(Math.ceilDiv(used + elements, ALIGNMENT) * ALIGNMENT, buffer.length());
        return view;
    }

    void close() {
        outgrown.forEach(ClBuffer::close);
        if (buffer != null)
            buffer.close();
    }
}
