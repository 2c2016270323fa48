package dev.lanewise.benchmarks.report;

import dev.lanewise.benchmarks.Avx2;
import dev.lanewise.benchmarks.BenchmarkException;
import dev.lanewise.compute.internal.AtomicFile;
import dev.lanewise.compute.internal.FileFault;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A run of the suite.
 *
 * @param name of the run: its families
 * @param time of its start, ISO 8601
 * @param quick whether it was a quick look
 * @param rounds processes of each series
 * @param reference name of the implementation that was asked for as the reference, or empty
 * @param machine what was measured on
 * @param measured in the order of the run
 * @param failed one line for each series that failed
 */
public record Results(String name, String time, boolean quick, int rounds, String reference, Machine machine,
        List<Measured> measured, List<String> failed) {
    private static final JsonMapper JSON = FiniteJson.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** Returns whether all did without AVX-512. */
    public boolean avx2() {
        return machine.flags().containsAll(Avx2.FLAGS);
    }

    /** Returns what stands behind a heading of figures: which instructions they are of, where the processor has more. */
    String instructions() {
        return avx2() ? ", AVX2 alone" : "";
    }

    /** Returns whether an implementation ran on one thread alone, whatever was asked for. */
    boolean oneThreaded(String implementation) {
        return measured.stream().filter(m -> m.implementation().equals(implementation))
                .allMatch(m -> m.threads() == 1);
    }

    /** Returns the numbers of threads that charts are made for: of those who had the choice, if there are any. */
    List<Integer> threadCounts() {
        var chosen = measured.stream().filter(m -> !oneThreaded(m.implementation())).map(Measured::threads).distinct()
                .sorted().toList();
        return chosen.isEmpty() && !measured.isEmpty() ? List.of(1) : chosen;
    }

    /** Returns the results as JSON text; numbers that are not finite are null there. */
    public String toJson() {
        return JSON.writeValueAsString(this) + "\n";
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws BenchmarkException if the file cannot be read or holds something else
     */
    public static Results read(Path file) {
        try {
            var results = JSON.readValue(Files.readString(file), Results.class);
            if (results.measured() == null || results.machine() == null)
                throw new BenchmarkException(file + ": is no result of bench: measured or machine is missing");
            return results;
        } catch (IOException e) {
            throw new BenchmarkException(file + ": cannot be read: " + FileFault.reason(e), e);
        } catch (JacksonException e) {
            throw new BenchmarkException(file + ": is no result of bench: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Writes a text, whole or not at all, into a folder that is made if it is not there.
     *
     * @throws BenchmarkException if that fails
     */
    public static void write(Path target, String text) {
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new BenchmarkException(target + ": cannot be written: " + FileFault.reason(e), e);
        }
        try {
            AtomicFile.write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new BenchmarkException(e.getMessage(), e);
        }
    }
}
