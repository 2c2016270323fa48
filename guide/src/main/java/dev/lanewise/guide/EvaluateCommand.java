package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.Table;
import dev.lanewise.nn.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;

/** {@code evaluate}: judges a model file on rows with known labels. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, versionProvider = Versions.class, sortOptions = false,
        description = "Judges a trained model: all metrics and the confusion matrix.", footer = {
                "", "A data set that has a name, and a folder, are judged on their test rows, a CSV file on all its "
                        + "rows."})
final class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A model file that train wrote.")
    private Path file;

    @Mixin
    private DataSource source;

    @Mixin
    private BackendOptions backend;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        source.check();
        backend.check();
        if (source.isNothing()) {
            throw new UsageException("evaluate: needs rows to judge by: DATASET, --csv FILE or --idx DIR");
        }
        Model model = Model.read(file);
        Dataset rows = rows(model);
        // They are predicted twice: once for all metrics, once for the figures of single rows.
        try (Compute compute = backend.open(output, 2 * model.work(rows.rows()));
                Network network = model.network(compute)) {
            TestResult result = TestResult.of(network, rows, model.pipeline());
            result.lines().forEach(output::line);
            output.line(result.headline());
            var json = new LinkedHashMap<String, Object>();
            json.put("model", file.toString());
            json.put("data", rows.name());
            json.put("rows", rows.rows());
            json.put("backend", compute.name());
            result.json().forEach((name, value) -> json.put("test_" + name, value));
            output.json(json);
        }
        return 0;
    }

    private Dataset rows(Model model) {
        if (source.isCsv()) {
            Table table = source.table(model.settings());
            table.notices().forEach(output::notice);
            model.pipeline().unseen(table).forEach(output::notice);
            return source.label() == null
                    ? model.pipeline().apply(table)
                    : model.pipeline().apply(table, source.label());
        }
        return model.pipeline().apply(source.divided(model.seed(), output).test());
    }
}
