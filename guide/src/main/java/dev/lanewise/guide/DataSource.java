package dev.lanewise.guide;

import dev.lanewise.compute.internal.Nearest;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Table;
import dev.lanewise.data.download.Downloader;
import dev.lanewise.data.download.RemoteFile;
import dev.lanewise.data.sets.DataSets;
import dev.lanewise.data.sets.TrainTest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Where the rows come from: a set that has a name, a CSV file or a folder of IDX files. */
final class DataSource {
    /** The names that DATASET may be, for the help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return DataSets.names().iterator();
        }
    }

    /** What is trained on when nothing is said. */
    static final String DEFAULT = "digits";

    @Parameters(index = "0", arity = "0..1", paramLabel = "DATASET", completionCandidates = Names.class,
            description = "A data set that has a name: ${COMPLETION-CANDIDATES}.")
    private String name;

    @Option(names = "--csv", paramLabel = "FILE",
            description = "A CSV file, packed with gzip or zip or not; - for standard input.")
    private Path csv;

    @Option(names = "--label", paramLabel = "COLUMN",
            description = "The column of the CSV file to predict, by name or position from 1.")
    private String label;

    @Mixin
    private ReadingOptions reading;

    @Option(names = "--idx", paramLabel = "DIR",
            description = "A folder of the four IDX files of MNIST form, packed with gzip or not.")
    private Path idx;

    /** Refuses sources that contradict each other. */
    void check() {
        long sources = Stream.of(name, csv, idx).filter(Objects::nonNull).count();
        if (sources > 1) {
            throw new UsageException("DATASET, --csv and --idx: got " + sources + " of them, expected one");
        }
        if (csv == null && label != null) {
            throw new UsageException("--label: belongs to --csv FILE, which is not given");
        }
        if (csv == null && reading.given() != null) {
            throw new UsageException(reading.given() + ": belongs to --csv FILE, which is not given");
        }
        reading.check();
        if (name != null && !DataSets.names().contains(name)) {
            throw new UsageException("DATASET: there is no " + DataException.quoted(name) + ", expected one of "
                    + String.join(", ", DataSets.names()) + Nearest.hint(name, DataSets.names()));
        }
    }

    boolean isCsv() { return csv != null; }

    boolean isStandardInput() { return csv != null && ReadingOptions.isDash(csv); }

    /** Whether the rows come with their own division into training and test rows, which is known to be as it is. */
    boolean isNamed() {
        return csv == null && idx == null;
    }

    boolean isNothing() { return name == null && csv == null && idx == null; }

    String label() { return label; }

    /** A short name: the data set's, the file's without its ending, or the folder's. */
    String title() {
        if (csv == null && idx == null) {
            return name == null ? DEFAULT : name;
        }
        if (isStandardInput()) {
            return "stdin";
        }
        Path last = (csv == null ? idx : csv).toAbsolutePath().normalize().getFileName();
        String title = last == null ? "data" : last.toString();
        return csv == null ? title : title.replaceFirst("(?i)(\\.csv)?(\\.gz|\\.zip)?$", "");
    }

    /** The rows of the CSV file; what was found in reading it is shown. */
    Table table(Output output) {
        return shown(reading.read(csv), output);
    }

    /** The rows of another CSV file of the same form. */
    Table table(Path file, Output output) {
        return shown(ReadingOptions.read(file, reading.options()), output);
    }

    private static Table shown(Table table, Output output) {
        table.notices().forEach(output::notice);
        return table;
    }

    /** The rows of the CSV file, read as those that a model was trained on where the options leave it open. */
    Table table(Map<String, Object> settings) {
        return ReadingOptions.read(csv, reading.options(settings));
    }

    /** Adds the settings by the names of the options. */
    void describe(Map<String, Object> settings) {
        settings.put("dataset", title());
        if (isCsv()) {
            reading.describe(settings);
        }
    }

    /**
     * The training and test rows of the named set or the folder.
     *
     * @param seed decides the points of made-up sets
     */
    TrainTest divided(long seed, Output output) {
        if (idx != null) {
            return DataSets.ofIdxFolder(idx);
        }
        return DataSets.named(name == null ? DEFAULT : name, seed, Downloader.ofProcess(new Announcement(output)));
    }

    /** Says once per file that it is being fetched. */
    private static final class Announcement implements Downloader.Progress {
        private final Output output;
        private List<RemoteFile> announced = List.of();

        Announcement(Output output) {
            this.output = output;
        }

        @Override
        public void received(RemoteFile file, long bytes) {
            if (!announced.contains(file)) {
                announced = Stream.concat(announced.stream(), Stream.of(file)).toList();
                output.note("lanewise: fetching " + file.name() + " (" + (file.bytes() + 500_000) / 1_000_000
                        + " MB)");
            }
        }
    }
}
