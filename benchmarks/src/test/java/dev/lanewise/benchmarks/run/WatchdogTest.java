package dev.lanewise.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A measuring process that hangs is ended. */
class WatchdogTest {
    @Test
    void endsAProcessThatHangs() throws InterruptedException {
        var child = new AtomicReference<Process>();
        var error = assertThrows(ForkFailure.class, () -> new Watchdog(Duration.ofSeconds(2)).call(() -> {
            // Waits for input that never comes.
            child.set(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jshell").toString()).start());
            return child.get().waitFor();
        }));
        assertEquals("took longer than 2 s and was ended", error.getMessage());
        assertTrue(child.get().waitFor(10, TimeUnit.SECONDS));
        assertFalse(child.get().isAlive());
    }

    @Test
    void passesOnResultsAndErrors() throws Exception {
        var watchdog = new Watchdog(Duration.ofMinutes(1));
        assertEquals(7, watchdog.call(() -> 7));
        var error = assertThrows(ExecutionException.class, () -> watchdog.call(() -> {
            throw new IOException("no disk");
        }));
        assertEquals("no disk", error.getCause().getMessage());
    }

    @Test
    void theInnermostReasonIsTold() {
        var wrapped = new RuntimeException("fork failed");
        wrapped.addSuppressed(new IllegalStateException("setup", new AssertionError("gemm:5x5x5: element 3 is 1")));
        assertEquals("gemm:5x5x5: element 3 is 1", JmhLauncher.reason(wrapped));
        assertEquals("java.lang.UnsatisfiedLinkError: no mkl",
                JmhLauncher.reason(new RuntimeException(new UnsatisfiedLinkError("no mkl"))));
    }
}
