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

    private final Arena arena;
    private final MemorySegment segment;

    /** Allocates. */
    public HostBuffer(Compute owner, ElementType type, long length) {
        super(owner, type, length);
        // Shared: worker threads read and write it too.
        arena = Arena.ofShared();
        segment = arena.allocate(length * type.bytes(), ALIGNMENT);
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

    @Override
    protected void release() { arena.close(); }
}
