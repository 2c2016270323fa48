package dev.lanewise.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.benchmarks.Family;
import org.junit.jupiter.api.Test;

import java.util.List;

/** A real process for once; how long it takes does not matter. */
class JmhLauncherTest {
    private final JmhLauncher launcher = new JmhLauncher(new Effort(1, 1, 1, 2, 2, 1), "", List.of(), false, false);

    @Test
    void aProcessTellsItsFiguresAndWhatAnswered() throws ForkFailure {
        var fork = launcher.launch(new Series(Family.MATMUL, "gemm:5x7x3", "ijk", 1), 3);
        assertEquals(3, fork.nanos().size());
        assertTrue(fork.nanos().stream().allMatch(nanos -> nanos > 0));
        assertTrue(fork.version().contains("25"), fork.version());
    }

    @Test
    void aProcessThatFailsSaysWhy() {
        var error = assertThrows(ForkFailure.class,
                () -> launcher.launch(new Series(Family.TRAIN, "5-3:batch4", "loops", 64), 1));
        assertEquals("loops does not have 5-3:batch4 at 64 threads", error.getMessage());
    }
}
