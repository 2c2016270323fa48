package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.prep.SameRows;
import dev.lanewise.data.sets.TrainTest;
import dev.lanewise.data.sets.TrainTest.Divided;
import dev.lanewise.nn.NetworkBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;

/** {@code train}: trains a network, tests it and writes the run folder. */
@Command(name = "train", mixinStandardHelpOptions = true, versionProvider = Versions.class, sortOptions = false,
        description = "Trains a network and tests it. Without arguments: on embedded handwritten digits.", footer = {
                "", "Classes are learned by softmax cross-entropy with one output for each, two classes too; "
                        + "numbers by the mean squared error. A tenth of the training rows is kept for validation.",
                "", "What a file was read as is said on stderr; docs/data.md has the rules."})
final class TrainCommand implements Callable<Integer> {
    /** Share of the training rows on which settings and the best epoch may be judged. */
    private static final double VALIDATION_SHARE = 0.1;

    @Mixin
    private DataSource source;

    @Mixin
    private PreparationOptions preparation;

    @Mixin
    private NetworkOptions network;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private BackendOptions backend;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Folder for the run, new or empty (default: the next free one of runs/NAME-1, -2, ...).")
    private Path out;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        source.check();
        preparation.check(source);
        network.check();
        training.check();
        backend.check();

        TrainTest rows = preparation.load(source, training.seed(), output);
        // Before the next step, whose error they may explain.
        rows.notices().forEach(output::notice);
        Divided data = rows.divide(VALIDATION_SHARE, training.seed());
        var notices = new ArrayList<>(rows.notices());
        notices.addAll(data.notices());
        if (!source.isNamed()) {
            SameRows.warning(data.train(), data.validation(), data.test()).ifPresent(notices::add);
        }
        notices.forEach(output::notice);
        int outputs = data.pipeline().regression() ? 1 : data.pipeline().classNames().size();
        NetworkBuilder builder = network.builder(data.train().columns(), outputs, training.batch());
        Footprint.require(builder.architecture(), training.batch());

        var settings = new LinkedHashMap<String, Object>();
        source.describe(settings);
        preparation.describe(settings, source, rows);
        settings.put("validation_share", VALIDATION_SHARE);
        network.describe(settings);
        training.describe(settings, data.train().rows());

        RunFolder folder = RunFolder.create(out, source.title());
        // Backward twice as many as forward.
        double work = 3 * builder.architecture().forwardFlops() * data.train().rows()
                * training.epochs(data.train().rows());
        try (Compute compute = backend.open(output, work);
                var run = new TrainingRun(compute, builder, training, data, notices, settings, folder, output)) {
            run.train();
            run.report();
        } finally {
            folder.discardIfEmpty();
        }
        return 0;
    }
}
