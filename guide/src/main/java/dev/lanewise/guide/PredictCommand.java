package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.Table;
import dev.lanewise.data.io.Csv;
import dev.lanewise.data.prep.Pipeline;
import dev.lanewise.nn.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** {@code predict}: decides rows of a CSV file, with or without labels, by a model file. */
@Command(name = "predict", mixinStandardHelpOptions = true, versionProvider = Versions.class, sortOptions = false,
        description = "Predicts the rows of a CSV file: a CSV file of a prediction for each row and, for classes, "
                + "their probabilities.",
        footer = {"", "Cells are written as they are: to a spreadsheet a label that begins "
                + "with =, +, - or @ is a formula."})
final class PredictCommand implements Callable<Integer> {
    private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A model file that train wrote.")
    private Path file;

    @Option(names = "--csv", required = true, paramLabel = "FILE",
            description = "The rows, with the columns that the model was trained on; - for standard input.")
    private Path csv;

    @Mixin
    private ReadingOptions reading;

    @Option(names = "--out", required = true, paramLabel = "FILE",
            description = "Where to write the predictions; - for standard output.")
    private Path out;

    @Mixin
    private BackendOptions backend;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        backend.check();
        reading.check();
        Model.requireFile(file);
        if (!ReadingOptions.isDash(csv)) {
            requireOther(csv);
        }
        requireOther(file);
        boolean shown = isStandardOutput();
        if (shown && output.json()) {
            throw new UsageException("--out: " + out + " is where --json prints, expected a file");
        }
        Model model = Model.read(file);
        Table table = ReadingOptions.read(csv, reading.options(model.settings()));
        table.notices().forEach(output::notice);
        Dataset rows = model.pipeline().applyFeatures(table);
        model.pipeline().unseen(table).forEach(output::notice);
        try (Compute compute = backend.open(output, model.work(rows.rows()));
                Network network = model.network(compute)) {
            double[] predictions = network.predict(rows.features());
            write(model.pipeline(), rows.rows(), predictions);
            if (shown) {
                output.note(rows.rows() + " predictions on standard output");
            } else {
                output.line(rows.rows() + " predictions in " + out);
            }
            output.json(Map.of("rows", rows.rows(), "out", out.toString(), "backend", compute.name()));
        }
        return 0;
    }

    private void requireOther(Path input) throws IOException {
        if (!ReadingOptions.isDash(out) && Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
            throw new UsageException("--out: " + out + " is read by this command, expected another file");
        }
    }

    /** Whether the predictions go where results are printed, among which they would be lost. */
    private boolean isStandardOutput() throws IOException {
        return ReadingOptions.isDash(out)
                || Files.exists(STANDARD_OUTPUT) && Files.exists(out) && Files.isSameFile(STANDARD_OUTPUT, out);
    }

    private void write(Pipeline pipeline, int rows, double[] predictions) {
        List<String> classes = pipeline.classNames();
        var header = new ArrayList<>(List.of(pipeline.label()));
        classes.forEach(name -> header.add("probability " + name));
        Iterable<List<String>> lines = () -> IntStream.range(0, rows).mapToObj(row -> pipeline.regression()
                ? List.of(Double.toString(pipeline.original(predictions[row])))
                : decision(classes, predictions, row)).iterator();
        if (ReadingOptions.isDash(out)) {
            print(header, lines);
        } else {
            Interruption.leaves("while " + out + " was written: a file is as it was before, or whole");
            Csv.write(out, header, lines);
            Interruption.leaves("");
        }
    }

    /** In UTF-8, as a file is written, whatever the terminal takes; and not by a stream that hides errors. */
    private static void print(List<String> header, Iterable<List<String>> lines) {
        try {
            Csv.write(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8), header,
                    lines);
        } catch (IOException e) {
            throw new CommandException(Output.UNWRITABLE);
        }
    }

    private static List<String> decision(List<String> classes, double[] predictions, int row) {
        var cells = new ArrayList<>(List.of(classes.get(Rows.largest(predictions, row, classes.size()))));
        for (int column = 0; column < classes.size(); column++) {
            cells.add(String.format(Locale.ROOT, "%.6f", predictions[row * classes.size() + column]));
        }
        return cells;
    }
}
