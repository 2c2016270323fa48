package dev.lanewise.compute.spi;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.LinkedHashSet;

/**
 * What one compute has to give back: memory outside the Java heap, objects of a driver. It is freed when the compute is
 * closed. If the compute is dropped instead, the collector finds that out sooner or later: then it is freed by a thread
 * of its own, and reported as a warning that says where the compute was opened.
 *
 * <p>Nothing that is put in here may refer to the compute, which would then never be dropped.
 */
public final class Resources {
    private static final System.Logger LOG = System.getLogger("dev.lanewise.compute");
    private static final Cleaner CLEANER = Cleaner.create();

    private final String compute;
    private final Throwable openedAt = new Throwable("the compute was opened here");
    private final LinkedHashSet<Runnable> held = new LinkedHashSet<>();
    private final Cleaner.Cleanable dropped;
    private boolean closed;

    /** @param owner whose resources they are */
    Resources(ComputeBase owner) {
        compute = owner.name();
        dropped = CLEANER.register(owner, this::reportAndFree);
    }

    /** Adds a resource; {@code free} gives it back. The youngest is freed first. */
    public synchronized void add(Runnable free) {
        held.add(free);
    }

    /** Frees one resource now; does nothing if it is freed already. */
    public synchronized void free(Runnable free) {
        if (held.remove(free))
            free.run();
    }

    /** Frees what is left. The second call does nothing. */
    void close() {
        freeAll();
        dropped.clean();
    }

    /** Whatever cannot be freed, or logged, keeps nothing else from being freed. */
    private synchronized void freeAll() {
        closed = true;
        var failures = new ArrayList<Throwable>();
        for (var free : held.reversed())
            try {
                free.run();
            } catch (RuntimeException | Error e) {
                failures.add(e);
            }
        held.clear();
        for (var failure : failures)
            LOG.log(System.Logger.Level.DEBUG, "something of the compute " + compute + " could not be freed", failure);
    }

    private synchronized void reportAndFree() {
        if (closed)
            return;
        freeAll();
        LOG.log(System.Logger.Level.WARNING, "A compute " + compute
                + " was dropped without close(); what it held is freed now.", openedAt);
    }
}
