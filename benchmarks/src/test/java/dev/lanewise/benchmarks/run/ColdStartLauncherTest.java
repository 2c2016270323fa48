package dev.lanewise.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.benchmarks.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Real processes; how long they take does not matter. */
class ColdStartLauncherTest {
    private final ColdStartLauncher launcher = new ColdStartLauncher("", List.of(), List.of(), false);

    @ParameterizedTest
    @CsvSource({"ijk, gemm:5x7x3", "simd, gemm:33x17x65", "loops, 64-16-10:batch64:digits"})
    void aProcessTellsItsTimeAndWhatAnswered(String implementation, String task) throws ForkFailure {
        var fork = launcher.launch(new Series(Family.COLDSTART, task, implementation, 1), 5);
        assertEquals(1, fork.nanos().size());
        assertTrue(fork.nanos().getFirst() > 0);
        assertTrue(fork.version().length() > 3, fork.version());
    }

    @Test
    void aProcessThatFailsSaysWhy() {
        var error = assertThrows(ForkFailure.class,
                () -> launcher.launch(new Series(Family.COLDSTART, "gemm:5x5x5", "atlas", 1), 1));
        assertTrue(error.getMessage().startsWith("backend: there is no atlas"), error.getMessage());
    }

    @Test
    void theResultStandsAmongWhatLibrariesPrint() throws ForkFailure {
        assertEquals(new RoundRobin.Fork("v 1, threads 2", List.of(5e8)),
                ColdStartLauncher.result(List.of("loading", "coldstart\t500000000\tv 1, threads 2", "bye")));
        var wrong = assertThrows(ForkFailure.class, () -> ColdStartLauncher.result(
                List.of("loading", "Exception in thread \"main\" java.lang.AssertionError: gemm:5x5x5: is off",
                        "\tat x")));
        assertEquals("gemm:5x5x5: is off", wrong.getMessage());
        assertEquals("said nothing",
                assertThrows(ForkFailure.class, () -> ColdStartLauncher.result(List.of())).getMessage());
    }
}
