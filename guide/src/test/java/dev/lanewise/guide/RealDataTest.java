package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** Handwritten digits reach the accuracy that is promised for them. */
class RealDataTest {
    @TempDir
    private Path folder;

    private double accuracy(Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.status(), result.err());
        return ((Number) result.json().get("test_accuracy")).doubleValue();
    }

    @Test
    void theDefaultSettingsLearnTheEmbeddedDigits() {
        // The median over seeds is to be 0.975 and single seeds spread by 0.004 around it.
        assertTrue(accuracy("train", "--out", folder.resolve("run"), "--json", "-q") >= 0.97);
    }

    @Test
    void aFolderOfIdxFilesIsTrainedOn() {
        Path mnist = Path.of(System.getProperty("lanewise.data", "")).resolve("mnist");
        assumeTrue(Files.isDirectory(mnist), "skipped: there is no " + mnist + " (-Dlanewise.data names the folder)");
        // A reference in numpy reaches 0.904 with one epoch of softmax regression.
        assertTrue(accuracy("train", "--idx", mnist, "--hidden", "none", "--epochs", "1", "--lr", "0.001", "--out",
                folder.resolve("run"), "--json", "-q") >= 0.9);
    }
}
