package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A compute that is dropped without being closed. */
class LeakTest {
    /** How long the collector may take to notice. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LinkedBlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();

    @Test
    void leakIsReportedWithTheAllocationSite() throws InterruptedException {
        TestDevice.get();
        // Kept in a variable: the logging system holds loggers weakly.
        var logger = Logger.getLogger("dev.lanewise.kernel.opencl");
        logger.setFilter(this::keep);
        try {
            long before = Handles.leaks();
            openAndDrop();
            long end = System.nanoTime() + PATIENCE.toNanos();
            LogRecord record = null;
            while (record == null && System.nanoTime() < end) {
                System.gc();
                record = records.poll(100, TimeUnit.MILLISECONDS);
            }
            assertTrue(record != null, "no report");
            assertEquals(before + 1, Handles.leaks());
            assertTrue(record.getMessage().contains("without close()"), record.getMessage());
            var site = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(site));
            assertTrue(site.toString().contains("LeakTest.openAndDrop"), site.toString());
        } finally {
            logger.setFilter(null);
        }
    }

    @Test
    void closedComputeIsNoLeak() throws InterruptedException {
        long before = Handles.leaks();
        TestDevice.open().close();
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertEquals(before, Handles.leaks());
    }

    private static void openAndDrop() {
        var dropped = TestDevice.open();
        dropped.fill(1, dropped.allocate(10));
        dropped.sync();
    }

    /** Takes a record and keeps it out of the log of the build. */
    private boolean keep(LogRecord record) {
        records.add(record);
        return false;
    }
}
