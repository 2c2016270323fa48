package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.ComputeException;
import org.jocl.CLException;
import org.jocl.cl_mem;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Device memory in size classes. What is given back waits for the next request of its class, so that scopes opened
 * and closed in a loop cost no allocation. Commands run in order, therefore memory may change hands while old
 * commands still use it.
 */
final class MemoryPool {
    /** Classes within a doubling: at most an eighth of a block is wasted. */
    private static final int CLASSES_PER_DOUBLING = 8;
    /** The smallest block: what every device can read as one line, whatever its offset rules. */
    private static final long SMALLEST = 256;
    /**
     * The share of the device's memory that may wait unused: enough for a training step's scratch, too little to
     * starve others.
     */
    private static final int IDLE_SHARE = 8;

    private final DeviceSession session;
    private final Map<Long, ArrayDeque<cl_mem>> idle = new HashMap<>();
    private long idleBytes;

    MemoryPool(DeviceSession session) { this.session = session; }

    /** Returns zeroed memory of at least this many bytes. */
    cl_mem acquire(long bytes) {
        long size = sizeClass(bytes);
        if (size > session.device().largestBuffer())
            throw new ComputeException(OpenClCompute.NAME + ": " + session.device().name() + ": a buffer of "
                    + Math.ceilDiv(bytes, 1L << 20) + " MiB is larger than the largest that the device allows, "
                    + (session.device().largestBuffer() >> 20) + " MiB (CL_DEVICE_MAX_MEM_ALLOC_SIZE)");
        try {
            var waiting = idle.get(size);
            if (waiting == null || waiting.isEmpty())
                return allocate(size);
            var memory = waiting.pop();
            idleBytes -= size;
            session.fillWithZeros(memory, size);
            return memory;
        } catch (CLException e) {
            throw session.fault("allocating " + Math.ceilDiv(size, 1L << 20) + " MiB", e);
        }
    }

    /** Takes memory back that {@link #acquire} gave out for {@code bytes}. */
    void recycle(cl_mem memory, long bytes) {
        long size = sizeClass(bytes);
        if (idleBytes + size > session.device().memory() / IDLE_SHARE) {
            session.release(memory);
            return;
        }
        idle.computeIfAbsent(size, key -> new ArrayDeque<>()).push(memory);
        idleBytes += size;
    }

    long idleBytes() { return idleBytes; }

    /** Where the device has no memory left, what waits here is freed first. */
    private cl_mem allocate(long size) {
        try {
            return session.allocateZeroed(size);
        } catch (CLException e) {
            if (!DeviceSession.isOutOfMemory(e) || idleBytes == 0)
                throw e;
            trim();
            return session.allocateZeroed(size);
        }
    }

    private void trim() {
        for (var waiting : idle.values())
            waiting.forEach(session::release);
        idle.clear();
        idleBytes = 0;
        session.finish();
    }

    /**
     * Rounds up to the next class. A size the device just allows is its own class, so that no limit is lost by
     * rounding.
     */
    private long sizeClass(long bytes) {
        if (bytes <= SMALLEST)
            return SMALLEST;
        long step = Math.max(Long.highestOneBit(bytes - 1) / CLASSES_PER_DOUBLING, SMALLEST / CLASSES_PER_DOUBLING);
        long rounded = Math.ceilDiv(bytes, step) * step;
        return rounded > session.device().largestBuffer() ? bytes : rounded;
    }
}
