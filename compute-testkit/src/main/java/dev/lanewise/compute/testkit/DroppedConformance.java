package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.HostAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A compute that nobody closes and nobody can reach any more: reported with its place, and freed. */
@Timeout(120)
public interface DroppedConformance extends Fixture {
    @Test
    default void droppedComputeIsReportedAndFreed() throws InterruptedException {
        // Kept in a variable: the logging system holds loggers weakly.
        var logger = Logger.getLogger("dev.lanewise.compute");
        var filter = logger.getFilter();
        var records = new LinkedBlockingQueue<LogRecord>();
        logger.setFilter(entry -> !(entry.getMessage().contains("dropped") && records.add(entry)));
        try {
            openAndClose();
            var memory = openAndDrop();
            LogRecord found = null;
            while (found == null || !isOpenedBy("openAndDrop", found)) {
                System.gc();
                found = records.poll(50, TimeUnit.MILLISECONDS);
                assertTrue(found == null || !isOpenedBy("openAndClose", found), "a closed compute is reported");
            }
            assertTrue(found.getLevel() == Level.WARNING && found.getMessage().contains("A compute " + compute().name()
                    + " was dropped without close()"), found.getMessage());
            while (memory != null && memory.scope().isAlive())
                Thread.sleep(10);
        } finally {
            logger.setFilter(filter);
        }
    }

    private void openAndClose() {
        try (var closed = another(ComputeOptions.DEFAULT)) {
            use(closed);
        }
    }

    /** Returns memory of the compute that was dropped, which keeps neither it nor itself; {@code null} off the host. */
    private MemorySegment openAndDrop() {
        return use(another(ComputeOptions.DEFAULT));
    }

    private static MemorySegment use(Compute compute) {
        var x = compute.newScope().allocate(100);
        compute.fill(1, x);
        compute.record(() -> compute.fill(2, x)).run();
        compute.sync();
        var memory = new AtomicReference<MemorySegment>();
        if (compute instanceof HostAccess host)
            host.read(x, memory::set);
        return memory.get();
    }

    private static boolean isOpenedBy(String method, LogRecord entry) {
        return Arrays.stream(entry.getThrown().getStackTrace()).anyMatch(frame -> frame.getMethodName().equals(method));
    }
}
