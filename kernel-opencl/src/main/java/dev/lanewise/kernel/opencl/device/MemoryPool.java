package dev.lanewise.kernel.opencl.device;

import dev.lanewise.compute.ComputeException;
import org.jocl.CLException;
import org.jocl.cl_mem;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * All device memory of one compute, in size classes. What is given back waits for the next request of its class, so
 * that scopes opened and closed in a loop cost no allocation. Commands run in order, therefore memory may change
 * hands while old commands still use it.
 *
 * <p>Where the device or the limit refuses, what waits is freed and only the bytes asked for are tried; after a
 * refusal by the device less is kept waiting.
 */
public final class MemoryPool {
    /** Classes within a doubling: at most an eighth of a block is wasted. */
    private static final int CLASSES_PER_DOUBLING = 8;
    /** The smallest block: what every device can read as one line, whatever its offset rules. */
    private static final long SMALLEST = 256;
    /**
     * Denominator of the fraction of the memory that may wait unused: enough for a training step's scratch, too little
     * to starve others.
     */
    private static final int IDLE_DENOMINATOR = 8;

    /** Memory on the device, and how much it is. */
    record Block(cl_mem memory, long bytes) {}

    private final DeviceSession session;
    private final long limit;
    private final Map<Long, ArrayDeque<Block>> idle = new HashMap<>();
    private long idleLimit;
    private long idleBytes;
    private long heldBytes;

    /** @param limit most bytes that may be held, those that wait included */
    public MemoryPool(DeviceSession session, long limit) {
        this.session = session;
        this.limit = limit;
        idleLimit = limit / IDLE_DENOMINATOR;
    }

    /** Returns zeroed memory of at least this many bytes. */
    Block acquire(long bytes) {
        if (bytes > session.device().largestBuffer())
            throw refusal("a buffer of " + mebibytes(bytes) + " is larger than the largest that the device allows, "
                    + mebibytes(session.device().largestBuffer()) + " (CL_DEVICE_MAX_MEM_ALLOC_SIZE)");
        try {
            long size = sizeClass(bytes);
            var waiting = idle.get(size);
            if (waiting == null || waiting.isEmpty())
                return allocate(size, bytes);
            session.fillWithZeros(waiting.peek().memory, size);
            idleBytes -= size;
            return waiting.pop();
        } catch (CLException e) {
            throw session.fault("allocating " + mebibytes(bytes), e);
        }
    }

    /** Takes memory back that {@link #acquire} gave out. What is of no class would never be asked for again. */
    void recycle(Block block) {
        if (idleBytes + block.bytes > idleLimit || block.bytes != sizeClass(block.bytes)) {
            free(block);
            return;
        }
        idle.computeIfAbsent(block.bytes, key -> new ArrayDeque<>()).push(block);
        idleBytes += block.bytes;
    }

    /** Returns how many bytes wait for a request. */
    long idleBytes() {
        return idleBytes;
    }

    /** Returns how many bytes of the device this compute has, those that wait included. */
    long heldBytes() {
        return heldBytes;
    }

    private Block allocate(long size, long bytes) {
        if (size > limit - heldBytes)
            return allocateExactly(bytes);
        try {
            return newBlock(size);
        } catch (CLException e) {
            if (!DeviceSession.isOutOfMemory(e) || (idleBytes == 0 && size == bytes))
                throw e;
            idleLimit /= 2;
            return allocateExactly(bytes);
        }
    }

    private Block allocateExactly(long bytes) {
        trim();
        if (bytes > limit - heldBytes)
            throw refusal("not enough memory: " + mebibytes(bytes) + " asked for, " + mebibytes(heldBytes) + " of "
                    + mebibytes(limit) + " in use");
        return newBlock(bytes);
    }

    private Block newBlock(long bytes) {
        var block = new Block(session.allocateZeroed(bytes), bytes);
        heldBytes += bytes;
        return block;
    }

    /** Frees what waits. OpenCL frees when the last command that uses the memory has run: that is waited for. */
    private void trim() {
        for (var waiting : idle.values())
            waiting.forEach(this::free);
        idle.clear();
        if (idleBytes > 0)
            session.finish();
        idleBytes = 0;
    }

    private void free(Block block) {
        session.release(block.memory);
        heldBytes -= block.bytes;
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

    private ComputeException refusal(String reason) {
        return new ComputeException(DeviceSession.BACKEND + ": " + session.device().name() + ": " + reason);
    }

    private static String mebibytes(long bytes) { return Math.ceilDiv(bytes, 1L << 20) + " MiB"; }
}
