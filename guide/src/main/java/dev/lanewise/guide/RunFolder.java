package dev.lanewise.guide;

import dev.lanewise.compute.internal.AtomicFile;
import dev.lanewise.compute.internal.FileFault;
import dev.lanewise.data.io.OutputFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of one training: {@code model.safetensors}, {@code run.json} and {@code report.html}, each written whole
 * or not at all. A folder that holds anything is never written into.
 */
final class RunFolder {
    /** Where runs go when no folder is named. */
    private static final Path RUNS = Path.of("runs");

    private final Path folder;

    private RunFolder(Path folder) { this.folder = folder; }

    /**
     * Creates the folder.
     *
     * @param asked the folder to use, new or empty; null for the first free one of {@code runs/TITLE-1, -2, ...}
     * @throws CommandException if it cannot be created or written, or holds something
     */
    static RunFolder create(Path asked, String title) {
        try {
            return new RunFolder(asked == null ? nextFree(title) : emptyOrNew(asked));
        } catch (IOException e) {
            String folder = asked == null ? RUNS + " (--out names another)" : asked.toString();
            throw new CommandException("--out: cannot write to " + folder + ": " + FileFault.reason(e), e);
        }
    }

    private static Path nextFree(String title) throws IOException {
        Files.createDirectories(RUNS);
        for (int number = 1;; number++) {
            try {
                return Files.createDirectory(RUNS.resolve(title + "-" + number));
            } catch (FileAlreadyExistsException e) {
                // Taken, perhaps this moment by another process: the next number.
            }
        }
    }

    private static Path emptyOrNew(Path asked) throws IOException {
        Files.createDirectories(asked);
        // Half a file that a dead process has left goes with the first one that is written.
        try (var entries = Files.newDirectoryStream(asked, entry -> !AtomicFile.isTemporary(entry))) {
            if (entries.iterator().hasNext()) {
                throw new CommandException("--out: " + asked + " holds files already, expected a new or empty folder");
            }
        }
        // A folder may exist and still refuse files.
        Files.delete(Files.createTempFile(asked, "lanewise", ".part"));
        return asked;
    }

    Path path() { return folder; }

    Path model() { return folder.resolve("model.safetensors"); }

    /** Writes a text file. */
    void write(String name, String text) {
        OutputFile.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Removes the folder if nothing was written into it. */
    void discardIfEmpty() {
        try (var entries = Files.list(folder)) {
            if (entries.findAny().isEmpty()) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            System.getLogger(RunFolder.class.getName()).log(System.Logger.Level.WARNING,
                    "empty folder left behind: " + folder + ": " + FileFault.reason(e));
        }
    }
}
