package dev.lanewise.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.benchmarks.Family;
import dev.lanewise.benchmarks.TrainingReference;
import dev.lanewise.benchmarks.TrainingTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The scripts run where their libraries are; how long they take does not matter. */
class PythonPeerTest {
    @ParameterizedTest
    @CsvSource({"scikit-learn, predict:20-16-5:batch3", "scikit-learn, 20-16-12-5:batch8",
            "scikit-learn, 57-16-2:batch32:rows100", "pytorch, gemm:33x17x65", "pytorch, predict:20-16-5:batch3",
            "pytorch, 4-16-3:batch32:iris"})
    void aScriptDoesTheTask(String name, String task) throws ForkFailure {
        var peer = PythonPeer.named(name).orElseThrow();
        assumeTrue(peer.interpreter().isPresent(), () -> "skipped: " + peer.missing());
        assertTrue(peer.supports(task, 1));
        var launcher = new ColdStartLauncher(0.1, "", List.of(), List.of(), false);
        var fork = launcher.launch(new Series(Family.COLDSTART, task, name, 1), 1);
        assertTrue(fork.version().matches(".*\\d+\\.\\d+.*threads 1\\b.*"), fork.version());
        assertTrue(fork.curve().last() >= 0.1, fork.curve().toString());
    }

    @ParameterizedTest
    @CsvSource({"scikit-learn, gemm:5x7x3", "pytorch, gemm:5x7x3:at", "pytorch, relu:5x3",
            "pytorch, 7-3-2:batch5:batchnorm", "scikit-learn, 7-3:batch5:faded8",
            "pytorch, predict:7-3:batch1:callers2"})
    void whatAScriptHasNotIsNotAskedOfIt(String name, String task) {
        assertFalse(PythonPeer.named(name).orElseThrow().supports(task, 1));
    }

    /** Loss of the first step, and of the same mini-batch later. */
    @Test
    void aWrongResultIsFound(@TempDir Path folder) throws IOException {
        String text = "20-16-5:batch8";
        float exact = (float) TrainingReference.firstLoss(TrainingTask.parse(text));
        leave(folder, exact, exact / 2);
        PythonPeer.verify(folder, text);
        leave(folder, exact * 1.01f, exact / 2);
        assertThrows(AssertionError.class, () -> PythonPeer.verify(folder, text));
        leave(folder, exact, exact);
        assertThrows(AssertionError.class, () -> PythonPeer.verify(folder, text));
        assertThrows(AssertionError.class, () -> PythonPeer.verify(folder, "gemm:1x1x2"));
    }

    private static void leave(Path folder, float... result) throws IOException {
        var bytes = ByteBuffer.allocate(Float.BYTES * result.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(result);
        Files.write(folder.resolve("result"), bytes.array());
    }

    @Test
    void whatIsMissingSaysHowToGetIt() {
        assertEquals("pytorch: python3 has no module torch. On Debian: apt install python3-torch",
                PythonPeer.PYTORCH.missing());
        assertTrue(PythonPeer.named("simd").isEmpty());
    }
}
