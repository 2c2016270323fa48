package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code bench} says without measuring anything. */
class BenchCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"bench fft | 2 | there is no fft; there are matmul, activations",
            "bench matmul --threads -1 | 2 | --threads: got -1, expected 0 to ",
            "bench matmul --rounds -1 | 2 | --rounds: got -1, expected at least 1",
            "bench matmul --implementations atlas | 1 | there is no implementation atlas here; there are ijk",
            "bench matmul --peers | 1 | --peers: needs Lanewise's sources",
            "bench --render missing.json | 1 | missing.json: cannot be read"})
    void wrongUsageIsToldInOneLine(String command, int status, String reason) {
        var result = Cli.run((Object[]) command.strip().split(" "));
        assertEquals(status, result.status(), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(reason), result.err());
        assertEquals("", result.out());
    }

    @Test
    void pageAndPictureAreMadeOfAResultsFile() throws IOException {
        var file = folder.resolve("run.json");
        Files.writeString(file, """
                {"name": "matmul", "time": "2026-01-02T03:04:05", "quick": false, "rounds": 5, "reference": "",
                 "machine": {"cpu": "test", "vectors": "", "cores": 2, "memory": "1 GiB", "system": "", "java": "",
                             "flags": [], "commit": ""},
                 "measured": [%s, %s], "failed": []}
                """.formatted(product(64), product(128)));
        var result = Cli.run("bench", "--render", file);
        assertEquals(0, result.status(), result.err());
        assertEquals(List.of("page " + folder.resolve("run.html"), "picture " + folder.resolve("run.svg"),
                "table " + folder.resolve("run.md")),
                result.outLines());
        assertTrue(Files.readString(folder.resolve("run.html")).contains("64x64x64"));
        assertTrue(Files.readString(folder.resolve("run.svg")).contains("simd"));
        assertTrue(Files.readString(folder.resolve("run.md")).endsWith("| 64 | 952 |\n| 128 | 952 |\n"));
    }

    private static String product(int size) {
        return """
                {"family": "matmul", "task": "gemm:%1$dx%1$dx%1$d", "operation": "gemm", "shape": "%1$dx%1$dx%1$d",
                 "implementation": "simd", "peer": false, "threads": 2, "version": "", "flops": 1e6, "bytes": 1e5,
                 "samples": 0, "forks": [[1000.0, 1100.0], [1050.0]]}
                """.formatted(size);
    }
}
