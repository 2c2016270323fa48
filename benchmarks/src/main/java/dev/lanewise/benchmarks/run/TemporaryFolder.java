package dev.lanewise.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that is gone after use, with the files in it.
 *
 * @param path where it is
 */
record TemporaryFolder(Path path) implements AutoCloseable {
    TemporaryFolder() throws IOException {
        this(Files.createTempDirectory("lanewise-bench"));
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.list(path)) {
            for (var file : files.toList())
                Files.delete(file);
        }
        Files.delete(path);
    }
}
