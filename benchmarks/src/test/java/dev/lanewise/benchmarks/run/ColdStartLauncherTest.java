package dev.lanewise.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.benchmarks.Curve;
import dev.lanewise.benchmarks.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Real processes; how long they take does not matter. */
class ColdStartLauncherTest {
    private final ColdStartLauncher launcher = new ColdStartLauncher(0.1, "", List.of(), List.of(), false);

    @ParameterizedTest
    @CsvSource({"ijk, gemm:5x7x3", "simd, gemm:33x17x65", "simd-little, gemm:33x17x65", "ikj, predict:20-16-5:batch3",
            "loops, predict:20-16-5:batch3", "loops, 64-16-10:batch64:digits", "simd-little, 4-16-3:batch32:iris"})
    void aProcessTellsItsCurveAndWhatAnswered(String implementation, String task) throws ForkFailure {
        var fork = launcher.launch(new Series(Family.COLDSTART, task, implementation, 1), 5);
        assertEquals(List.of(1e9 * fork.curve().first()), fork.nanos());
        assertTrue(fork.curve().last() >= 0.1, fork.curve().toString());
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
        assertEquals(new RoundRobin.Fork("v 1, threads 2", List.of(5e8), Curve.parse("0.5:1 0.75:20")),
                ColdStartLauncher.result(List.of("loading", "coldstart\tv 1, threads 2\t0.5:1 0.75:20", "bye")));
        var wrong = assertThrows(ForkFailure.class, () -> ColdStartLauncher.result(
                List.of("loading", "Exception in thread \"main\" java.lang.AssertionError: gemm:5x5x5: is off",
                        "\tat x")));
        assertEquals("gemm:5x5x5: is off", wrong.getMessage());
        assertEquals("said nothing",
                assertThrows(ForkFailure.class, () -> ColdStartLauncher.result(List.of())).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"coldstart|500000000,printed no version and curve", "coldstart|v|0.5:1|,printed no version and curve",
            "coldstart|v|0.5:1 0.4:2,curve: must rise", "coldstart|v|half a second,curve: must look like"})
    void aBrokenLineIsRefused(String line, String reason) {
        var error = assertThrows(ForkFailure.class,
                () -> ColdStartLauncher.result(List.of(line.replace('|', '\t'))));
        assertTrue(error.getMessage().startsWith(reason), error.getMessage());
    }
}
