package dev.lanewise.kernel.opencl.device;

import dev.lanewise.compute.Buffer;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;

import org.jocl.Pointer;
import org.jocl.cl_mem;

/** A buffer in device memory. */
public final class ClBuffer extends Buffer {
    private final MemoryPool pool;
    private final MemoryPool.Block block;
    private final Pointer pointer;

    public ClBuffer(Compute owner, MemoryPool pool, ElementType type, long length) {
        super(owner, type, length);
        this.pool = pool;
        // OpenCL has no buffers of size 0.
        block = pool.acquire(type.bytes(Math.max(length, 1)));
        pointer = Pointer.to(block.memory());
    }

    static ClBuffer of(View x) {
        return (ClBuffer) x.buffer();
    }

    static ClBuffer of(Indices x) {
        return (ClBuffer) x.buffer();
    }

    cl_mem memory() { return block.memory(); }

    /** Returns the handle as a kernel argument. */
    public Pointer pointer() {
        return pointer;
    }

    /** Gives the memory back; work already submitted still finds it. The second call does nothing. */
    public void free() {
        if (isOpen()) {
            setClosed();
            pool.recycle(block);
        }
    }
}
