package dev.lanewise.compute.spi;

import dev.lanewise.compute.Buffer;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Off-heap memory of a CPU backend, zeroed. Aligned to 64 bytes, so that no vector of up to 512 bits that starts at a
 * multiple of its length crosses a cache line.
 */
public final class HostBuffer extends Buffer {
    private static final int ALIGNMENT = 64;

    private final Runnable release;
    private final MemorySegment segment;

    /** Allocates. The memory does not refer to the buffer, which refers to its compute. */
    HostBuffer(Compute owner, Resources resources, ElementType type, long length) {
        super(owner, type, length);
        // Shared: worker threads read and write it too.
        var arena = Arena.ofShared();
        release = arena::close;
        resources.add(release);
        try {
            segment = arena.allocate(type.bytes(length), ALIGNMENT);
        } catch (OutOfMemoryError e) {
            resources.free(release);
            throw e;
        }
    }

    /** Returns the whole memory of the buffer behind a view. */
    public static MemorySegment segment(View x) {
        return ((HostBuffer) x.buffer()).segment;
    }

    /** Returns the whole memory of the buffer behind indices. */
    public static MemorySegment segment(Indices x) {
        return ((HostBuffer) x.buffer()).segment;
    }

    /** Returns the memory. */
    public MemorySegment segment() { return segment; }

    /** Gives the memory back. */
    void free(Resources resources) {
        setClosed();
        resources.free(release);
    }
}
