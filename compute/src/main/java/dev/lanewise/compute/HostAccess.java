package dev.lanewise.compute;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Direct access to the memory of a CPU backend, without a copy. A {@link Compute} whose memory is the host's
 * implements it. The segment is valid inside the call alone: a kept one would make packed copies stale in silence.
 * Inside the call the same thread may call the compute, other threads may not.
 */
public interface HostAccess {
    /**
     * Waits for the operations before and lends a view's memory for reading.
     *
     * @param x contiguous
     * @param reader gets exactly the view's elements, in native byte order, read-only
     */
    void read(View x, Consumer<MemorySegment> reader);

    /**
     * Waits for the operations before and lends a view's memory for writing.
     *
     * @param out contiguous
     * @param writer gets exactly the view's elements, in native byte order
     */
    void write(View out, Consumer<MemorySegment> writer);
}
