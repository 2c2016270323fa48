package dev.lanewise.kernel.opencl;

import org.jocl.CLException;
import org.jocl.NativePointerObject;

import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The live native objects of one compute, and the host memory that it shares with OpenCL. They have no finaliser of
 * their own: a compute that is dropped without being closed is reported with the place where it was opened, counted,
 * and its objects are freed here. This class must not refer to the compute, which would then never be dropped.
 */
final class Handles {
    private static final System.Logger LOG = System.getLogger("dev.lanewise.kernel.opencl");
    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicLong LEAKS = new AtomicLong();

    private final ClApi api;
    private final Throwable openedAt = new Throwable("the compute was opened here");
    private final Map<NativePointerObject, Integer> live = new IdentityHashMap<>();
    /** Shared, since the thread that closes, or the cleaner's, need not be the one that opened. */
    private final Arena arena = Arena.ofShared();
    private int created;
    private boolean closed;

    Handles(ClApi api) { this.api = api; }

    /** Returns how many computes were dropped without being closed since the JVM started. */
    static long leaks() {
        return LEAKS.get();
    }

    /** Watches the compute that owns these handles. */
    void watch(Object owner) {
        CLEANER.register(owner, this::reportLeak);
    }

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

    /** Frees what is left, the youngest first. The second call does nothing. */
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

    private synchronized void reportLeak() {
        if (closed)
            return;
        LEAKS.incrementAndGet();
        LOG.log(System.Logger.Level.WARNING,
                "An OpenCL compute was dropped without close(); " + live.size() + " native objects are freed now.",
                openedAt);
        close();
    }
}
