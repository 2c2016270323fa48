package dev.lanewise.compute.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Lets one thread at a time into a compute, and nobody into a closed one. Whoever comes while another thread is inside
 * is turned away, never made to wait: two threads that share a compute are a mistake that waiting would only hide.
 *
 * <p>Entering is one atomic exchange of {@link #holder}, leaving is one release store: what a thread did inside
 * happens before whatever the next one does there.
 */
final class Guard implements AutoCloseable {
    /** Values of {@link #holder} beside the number of a thread, which is positive. */
    private static final long NOBODY = 0;
    private static final long CLOSED = -1;

    private static final VarHandle HOLDER;

    static {
        try {
            HOLDER = MethodHandles.lookup().findVarHandle(Guard.class, "holder", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Also keeps a compute from being taken for dropped while one of its operations runs. */
    private final ComputeBase compute;

    /**
     * The number of the thread inside. A number and not the thread, since each stored reference costs the collector's
     * barrier.
     */
    @SuppressWarnings("unused") // by HOLDER
    private volatile long holder;

    /** What {@link #holder} becomes when its thread leaves. */
    private long successor = NOBODY;

    /** How many calls the thread inside has made from within others: by the body of a recording, or of host access. */
    private int depth;

    /** The thread that entered last, for the message alone; as a rule it is the same, and not stored again. */
    private Thread last;

    Guard(ComputeBase compute) { this.compute = compute; }

    /**
     * Enters; {@link #close} leaves. The thread that is inside may enter again.
     *
     * @throws IllegalStateException if another thread is inside, or the compute is closed
     */
    Guard enter(String operation) {
        var caller = Thread.currentThread();
        if (!HOLDER.compareAndSet(this, NOBODY, caller.threadId()))
            enterAgain(operation, caller);
        else if (last != caller)
            last = caller;
        return this;
    }

    private void enterAgain(String operation, Thread caller) {
        long inside = (long) HOLDER.getAcquire(this);
        if (inside == CLOSED)
            throw new IllegalStateException(operation + ": the compute " + compute.name() + " is closed");
        if (inside != caller.threadId())
            throw new IllegalStateException(operation + ": the compute " + compute.name() + " is in use by "
                    + name(inside) + " while " + name(caller)
                    + " has called it; one thread at a time may use a compute");
        depth++;
    }

    /** Leaves what {@link #enter} entered. */
    @Override
    public void close() {
        if (depth > 0)
            depth--;
        else
            HOLDER.setRelease(this, successor);
    }

    /**
     * Lets nobody in any more, once the thread inside, which calls this, has left.
     *
     * @throws IllegalStateException if this call was made from within another one
     */
    void shut() {
        if (depth > 0)
            throw new IllegalStateException(
                    "close: the compute " + compute.name() + " is recording or lends its memory, close it afterwards");
        successor = CLOSED;
    }

    boolean isClosed() { return (long) HOLDER.getAcquire(this) == CLOSED; }

    /** The thread may have left by now, or not be noted yet: then no more than its number is known. */
    private String name(long thread) {
        if (thread == NOBODY)
            return "another thread";
        var candidate = last;
        return candidate != null && candidate.threadId() == thread ? name(candidate) : "thread #" + thread;
    }

    private static String name(Thread thread) {
        return "thread " + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName());
    }
}
