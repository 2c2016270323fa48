package dev.lanewise.guide;

import dev.lanewise.benchmarks.report.Machine;
import dev.lanewise.compute.internal.FileFault;
import dev.lanewise.data.io.OutputFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code kit}: all that it takes to test and time the OpenCL backend on a machine that has a GPU and no JDK. */
@Command(name = "kit", mixinStandardHelpOptions = true, versionProvider = Versions.class,
        description = {"Writes an archive that tests and times the OpenCL backend on another machine, which needs a "
                + "driver, but no JDK and no network.",
                "There: tar -xzf FILE && lanewise-kit/run (docs/kit.md)."})
final class KitCommand implements Callable<Integer> {
    /** Half as much again as it holds: a dependency that slips in is noticed. */
    private static final long LIMIT = 45_000_000;

    @Option(names = "--out", paramLabel = "FILE", defaultValue = "lanewise-kit.tar.gz",
            description = "The archive (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        String home = System.getProperty("lanewise.home");
        if (home == null)
            throw new CommandException("kit: needs Lanewise's sources; start it as ./lanewise kit");
        String commit = Machine.here(Path.of(home), List.of()).commit();
        try (var kit = new Kit(Path.of(home))) {
            output.note("kit: linking a Java runtime ...");
            Path archive = kit.pack(commit);
            long bytes = Files.size(archive);
            String size = String.format(Locale.ROOT, "%.1f MB", bytes * 1e-6);
            if (bytes > LIMIT)
                throw new CommandException("kit: would have " + size + ", expected at most " + LIMIT / 1_000_000
                        + " MB; nothing was written. " + kit.largest());
            OutputFile.write(out, to -> Files.copy(archive, to));
            output.line("kit " + out + ", " + size);
            output.json(Map.of("kit", out.toString(), "bytes", bytes, "commit", commit));
            return 0;
        } catch (IOException e) {
            throw new CommandException("kit: cannot be put together: " + FileFault.reason(e), e);
        }
    }
}
