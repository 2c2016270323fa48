package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.Table;
import dev.lanewise.data.io.Csv;
import dev.lanewise.data.prep.Pipeline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
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
                + "their probabilities.")
final class PredictCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A model file that train wrote.")
    private Path file;

    @Option(names = "--csv", required = true, paramLabel = "FILE",
            description = "The rows, with the columns that the model was trained on; - for standard input.")
    private Path csv;

    @Mixin
    private ReadingOptions reading;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write the predictions.")
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
        if (!ReadingOptions.isStandardInput(csv) && Files.notExists(csv)) {
            throw new CommandException(csv + ": there is no such file");
        }
        if (Files.exists(out) && (!ReadingOptions.isStandardInput(csv) && Files.isSameFile(out, csv)
                || Files.isSameFile(out, file))) {
            throw new UsageException("--out: " + out + " is read by this command, expected another file");
        }
        try (Compute compute = backend.open(output); Model model = Model.load(compute, file)) {
            Table table = ReadingOptions.read(csv, reading.options(model.settings()));
            table.notices().forEach(output::notice);
            Dataset rows = model.pipeline().applyFeatures(table);
            double[] predictions = model.network().predict(rows.features());
            write(model.pipeline(), rows.rows(), predictions);
            output.line(rows.rows() + " predictions in " + out);
            output.json(Map.of("rows", rows.rows(), "out", out.toString(), "backend", compute.name()));
        }
        return 0;
    }

    private void write(Pipeline pipeline, int rows, double[] predictions) {
        List<String> classes = pipeline.classNames();
        var header = new ArrayList<>(List.of(pipeline.label()));
        classes.forEach(name -> header.add("probability " + name));
        Csv.write(out, header, () -> IntStream.range(0, rows).mapToObj(row -> pipeline.regression()
                ? List.of(Double.toString(pipeline.original(predictions[row])))
                : decision(classes, predictions, row)).iterator());
    }

    private static List<String> decision(List<String> classes, double[] predictions, int row) {
        var cells = new ArrayList<>(List.of(classes.get(Rows.largest(predictions, row, classes.size()))));
        for (int column = 0; column < classes.size(); column++) {
            cells.add(String.format(Locale.ROOT, "%.6f", predictions[row * classes.size() + column]));
        }
        return cells;
    }
}
