package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.Compute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A process that dies, or a disk that is full, leaves the last complete model or none. */
class CrashTest {
    /** Trainings that are killed; each costs the start of a JVM. */
    private static final int KILLS = 4;
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder;

    @Test
    void killedAtAnyMomentTheModelIsReadable() throws Exception {
        var random = new Random(1);
        for (int kill = 0; kill < KILLS; kill++) {
            Path run = folder.resolve("run" + kill);
            Path model = run.resolve("model.safetensors");
            // Saves some ten times a second.
            Process training = Cli.process(folder, "", "train", "iris", "--hidden", "64", "--batch", "120", "--epochs",
                    "1000000", "--out", run, "--backend", "loops", "-q").start();
            try {
                waitFor(model, training);
                Thread.sleep(random.nextInt(300));
            } finally {
                training.destroyForcibly().waitFor();
            }
            try (var compute = Compute.named("loops"); var network = Model.read(model).network(compute)) {
                assertEquals(4, network.inputs());
                assertEquals("iris", Model.read(model).settings().get("dataset"));
            }
        }
    }

    /** As Ctrl-C does, but by the signal that a process can be sent from Java. */
    @Test
    void anInterruptedTrainingSaysWhatIsLeft() throws Exception {
        Path run = folder.resolve("run");
        Path model = run.resolve("model.safetensors");
        Process training = Cli.process(folder, "", "train", "iris", "--hidden", "64", "--batch", "120", "--epochs",
                "1000000", "--out", run, "--backend", "loops", "-q").start();
        try {
            waitFor(model, training);
            training.destroy();
            assertTrue(training.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } finally {
            training.destroyForcibly();
        }
        var said = stderr().lines().filter(line -> line.startsWith("lanewise: interrupted")).toList();
        assertEquals(1, said.size(), this::stderr);
        assertTrue(said.getFirst().contains(model.toString()), this::stderr);
        assertTrue(said.getFirst().contains("is the model of epoch ") || said.getFirst().contains("was saved"),
                this::stderr);
    }

    private void waitFor(Path model, Process training) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (Files.notExists(model)) {
            assertTrue(training.isAlive(), () -> "ended by itself: " + stderr());
            assertTrue(System.nanoTime() < end, "no model file appeared");
            Thread.sleep(5);
        }
    }

    @Test
    void aFullDiskIsOneClearLineAndLeavesNothing() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: ulimit needs a POSIX shell");
        Path run = folder.resolve("run");
        // Blocks of 512 bytes or 1 KiB: far less than the model, enough for the lines on stderr.
        Process training = Cli.process(folder, "ulimit -f 16", "train", "digits", "--hidden", "64", "--epochs", "1",
                "--out", run, "--backend", "loops", "-q").start();
        assertTrue(training.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(1, training.exitValue(), this::stderr);
        assertTrue(
                stderr().lines().anyMatch(line -> line.startsWith("lanewise: ") && line.contains("model.safetensors")),
                this::stderr);
        assertFalse(stderr().contains("\tat "), this::stderr);
        assertFalse(Files.exists(run), "an empty run folder was left behind");
    }

    private String stderr() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
