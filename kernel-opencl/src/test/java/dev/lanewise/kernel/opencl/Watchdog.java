package dev.lanewise.kernel.opencl;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Ends the JVM when a test hangs, and names it. PoCL hangs for ever on a divergent barrier, and no test
 * framework can interrupt native code. It watches every JVM that runs tests of this module, by the service file of
 * its name.
 */
public final class Watchdog implements TestExecutionListener {
    /** Exit status of a JVM that was ended here. */
    static final int STATUS = 86;

    /** The slowest test takes seconds; this is for machines that do other work. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static volatile String running = "the start";
    private static volatile long deadline = Long.MAX_VALUE;

    /** For the service loader. */
    public Watchdog() {}

    /** Gives the running test more time: it waits for another process, which has a watchdog of its own. */
    static void allow(Duration more) {
        endAfter(more.plus(LIMIT));
    }

    /** Ends the JVM unless the running test is over by then. */
    static void endAfter(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        progress(running);
        Thread.ofPlatform().name("watchdog").daemon().start(Watchdog::watch);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        progress(test.getUniqueId());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        progress("after " + test.getUniqueId());
    }

    private static void progress(String where) {
        running = where;
        endAfter(LIMIT);
    }

    private static void watch() {
        try {
            while (System.nanoTime() < deadline)
                Thread.sleep(100);
        } catch (InterruptedException e) {
            return;
        }
        // Not System.err, which a build collects in a buffer that would be lost.
        var out = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        out.println("The watchdog ends this JVM, a test hangs: " + running);
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            out.println(thread);
            for (var frame : stack)
                out.println("    at " + frame);
        });
        Runtime.getRuntime().halt(STATUS);
    }
}
