package dev.lanewise.benchmarks.report;

import dev.lanewise.benchmarks.BenchmarkException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

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

    /** Returns the results as JSON text. */
    public String toJson() { return JSON.writeValueAsString(this) + "\n"; }

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
            throw new BenchmarkException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new BenchmarkException(file + ": is no result of bench: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Writes a text beside the target, waits until it is on the disk, then renames: a reader, or a crash at any moment,
     * finds the old file or the whole new one.
     *
     * @throws BenchmarkException if that fails
     */
    public static void write(Path target, String text) {
        var temporary = target
                .resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining())
                    channel.write(bytes);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BenchmarkException(target + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
