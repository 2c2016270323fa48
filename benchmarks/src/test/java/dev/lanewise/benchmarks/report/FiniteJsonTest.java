package dev.lanewise.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** NaN and infinities in JSON are null, and NaN where they are read as numbers. */
class FiniteJsonTest {
    private static final JsonMapper JSON = FiniteJson.builder().build();

    /** A number in each of the ways an object can hold it. */
    record Numbers(double plain, Double boxed, float small, Float boxedSmall, double[] array, List<Double> list,
            Map<String, Double> map) {}

    @Test
    void everyKindOfNumberIsNull() {
        var numbers = new Numbers(Double.NaN, Double.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.NaN,
                new double[]{1.5, Double.NaN, -0.0}, Arrays.asList(2.5, Double.POSITIVE_INFINITY),
                Map.of("x", Double.NaN));
        String text = "{\"plain\":null,\"boxed\":null,\"small\":null,\"boxedSmall\":null,\"array\":[1.5,null,-0.0],"
                + "\"list\":[2.5,null],\"map\":{\"x\":null}}";
        assertEquals(text, JSON.writeValueAsString(numbers));
    }

    @Test
    void nullIsReadAsNaN() {
        var numbers = JSON.readValue("{\"plain\":null,\"boxed\":null,\"list\":[1.5,null]}",
                Numbers.class);
        assertEquals(Double.NaN, numbers.plain());
        assertEquals(Double.NaN, numbers.boxed());
        assertEquals(List.of(1.5, Double.NaN), numbers.list());
    }

    @Test
    void resultsOfBenchComeBack(@TempDir Path folder) throws IOException {
        var results = Samples.results("", Samples.gemm(64, "loops", false, 1, 1));
        var first = results.measured().getFirst();
        var broken = new Measured(first.family(), first.task(), first.operation(), first.shape(),
                first.implementation(), first.peer(), first.threads(), first.version(), Double.POSITIVE_INFINITY,
                first.bytes(), first.samples(), List.of(List.of(1.0, Double.NaN)));
        var written = new Results(results.name(), results.time(), results.quick(), results.rounds(),
                results.reference(), results.machine(), List.of(broken), results.failed());
        Path file = folder.resolve("results.json");
        Results.write(file, written.toJson());
        assertEquals(-1, Files.readString(file).indexOf("NaN"));
        var read = Results.read(file).measured().getFirst();
        assertEquals(Double.NaN, read.flops());
        assertEquals(List.of(List.of(1.0, Double.NaN)), read.forks());
    }
}
