package dev.lanewise.kernel.opencl.device;

import org.jocl.CLException;
import org.jocl.NativePointerObject;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The live native objects of one compute, and the host memory that it shares with OpenCL. They have no finaliser of
 * their own, and are freed together, as one of the compute's resources. So this class must not refer to the compute.
 */
final class Handles {
    private static final System.Logger LOG = System.getLogger("dev.lanewise.kernel.opencl");

    private final ClApi api;
    private final Map<NativePointerObject, Integer> live = new IdentityHashMap<>();
    /** Shared, since the thread that closes, or the cleaner's, need not be the one that opened. */
    private final Arena arena = Arena.ofShared();
    private int created;
    private boolean closed;

    Handles(ClApi api) { this.api = api; }

    synchronized <T extends NativePointerObject> T add(T handle) {
        live.put(handle, created++);
        return handle;
    }

    /**
     * Returns host memory that OpenCL can read and write, valid until {@link #close}. A direct buffer of the JVM's own
     * would stay until a collection.
     */
    ByteBuffer hostMemory(long bytes) {
        return arena.allocate(bytes, Long.BYTES).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Frees one object; does nothing if {@link #close} has freed it already. A lost device may refuse. */
    synchronized void release(NativePointerObject handle) {
        if (live.remove(handle) != null)
            free(handle);
    }

    /** Returns the number of live objects. */
    synchronized int count() {
        return live.size();
    }

    /**
     * Frees what is left, the youngest first; what runs is waited for by OpenCL itself. The second call does nothing.
     */
    synchronized void close() {
        if (closed)
            return;
        closed = true;
        var youngestFirst = new ArrayList<>(live.entrySet());
        youngestFirst.sort(Map.Entry.<NativePointerObject, Integer>comparingByValue().reversed());
        youngestFirst.forEach(entry -> free(entry.getKey()));
        live.clear();
        arena.close();
    }

    /** What a lost device refuses to free is no reason to keep the rest. */
    private void free(NativePointerObject handle) {
        try {
            api.release(handle);
        } catch (CLException e) {
            LOG.log(System.Logger.Level.DEBUG, "an OpenCL object could not be freed", e);
        }
    }
}
