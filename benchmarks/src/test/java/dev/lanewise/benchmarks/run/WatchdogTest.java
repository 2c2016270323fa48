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
    void endsAProcessThatHangs() throws Exception {
        var child = new AtomicReference<Process>();
        // A busy machine may take longer to start it.
        for (int seconds = 1; child.get() == null && seconds <= 64; seconds *= 2) {
            var watchdog = new Watchdog(Duration.ofSeconds(seconds));
            var error = assertThrows(ForkFailure.class, () -> watchdog.call(() -> {
                // Waits for input that never comes.
                child.set(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jshell").toString())
                        .start());
                return child.get().waitFor();
            }));
            assertEquals("took longer than " + seconds + " s and was ended", error.getMessage());
        }
        assertTrue(child.get().waitFor(1, TimeUnit.MINUTES));
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
