package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.prep.Pipeline;
import dev.lanewise.data.sets.TrainTest.Prepared;
import dev.lanewise.nn.History;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.NetworkBuilder;
import dev.lanewise.nn.Trainer;
import dev.lanewise.nn.TrainingListener;

import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One training from checked settings to the written run folder. */
final class TrainingRun implements AutoCloseable {
    private final Compute compute;
    private final TrainingOptions training;
    private final Prepared data;
    private final Dataset.Split split;
    private final Map<String, Object> settings;
    private final RunFolder folder;
    private final Output output;
    private final Network network;
    private final Model model;
    private History history;

    TrainingRun(Compute compute, NetworkBuilder builder, TrainingOptions training, Prepared data, Dataset.Split split,
            Map<String, Object> settings, RunFolder folder, Output output) {
        this.compute = compute;
        this.training = training;
        this.data = data;
        this.split = split;
        this.settings = settings;
        this.folder = folder;
        this.output = output;
        network = builder.build(compute, training.seed());
        model = new Model(network, data.pipeline(), settings);
    }

    /** Trains; the model file is at all times that of the last epoch, or with early stopping of the best one. */
    void train() {
        int epochs = training.epochs(split.kept().rows());
        try (var progress = new Progress(output, epochs)) {
            var trainer = Trainer.of(network, Model.loss(data.pipeline()), training.optimizer()).epochs(epochs)
                    .batch(training.batch())
                    .schedule(training.schedule(epochs)).l2(training.l2()).listener(new Saving(progress));
            if (training.patience() > 0) {
                trainer.earlyStopping(training.patience());
            }
            history = trainer.fit(split.kept(), split.heldOut());
        }
        model.save(folder.model());
    }

    /** Shows progress, and saves the model after each epoch that counts. */
    private final class Saving implements TrainingListener {
        private final Progress progress;
        private double best = Double.POSITIVE_INFINITY;

        Saving(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void onBatch(int epoch, int batch, int batches) {
            progress.onBatch(epoch, batch, batches);
        }

        @Override
        public void onEpoch(History.Epoch epoch) {
            progress.onEpoch(epoch);
            if (training.patience() == 0 || epoch.validationLoss() < best) {
                best = epoch.validationLoss();
                model.save(folder.model());
            }
        }
    }

    /** Tests the network, writes {@code run.json} and {@code report.html} and prints the result. */
    void report() {
        TestResult test = TestResult.of(network, data.test(), data.pipeline());
        Map<String, Object> run = run(test);
        folder.write("run.json", Json.indented(run) + "\n");
        folder.write("report.html", Report.html(run));

        output.line("run in " + folder.path() + ": report.html, run.json, model.safetensors");
        test.lines().forEach(output::line);
        output.line(test.headline());
        output.json(summary(test));
    }

    private Map<String, Object> summary(TestResult test) {
        var json = new LinkedHashMap<String, Object>();
        for (String figure : List.of("accuracy", "loss", "macro_f1", "rmse", "mae", "r2")) {
            if (test.json().containsKey(figure)) {
                json.put("test_" + figure, test.json().get(figure));
            }
        }
        json.put("backend", compute.name());
        json.put("samples_per_second", history.samplesPerSecond());
        json.put("seconds", history.seconds());
        json.put("epochs", history.epochs().size());
        json.put("parameters", network.parameters());
        json.put("run", folder.path().toString());
        return json;
    }

    private Map<String, Object> run(TestResult test) {
        var run = new LinkedHashMap<String, Object>();
        run.put("title", settings.get("dataset") + ": " + test.headline());
        run.put("finished", OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString());
        run.put("settings", settings);
        run.put("data", dataJson());
        run.put("network", network.architecture().toString());
        run.put("parameters", network.parameters());
        run.put("backend", compute.name());
        run.put("backend_details", compute.describe());
        run.put("versions", Map.of("lanewise", Versions.lanewise(), "java", Versions.java(), "platform",
                Versions.platform()));
        run.put("seconds", history.seconds());
        run.put("samples_per_second", history.samplesPerSecond());
        run.put("best_epoch", history.best().number());
        run.put("stopped_early", history.stoppedEarly());
        run.put("epochs", history.epochs().stream().map(TrainingRun::epochJson).toList());
        run.put("test", test.json());
        return run;
    }

    private Map<String, Object> dataJson() {
        Pipeline pipeline = data.pipeline();
        var json = new LinkedHashMap<String, Object>();
        json.put("training_rows", split.kept().rows());
        json.put("validation_rows", split.heldOut().rows());
        json.put("test_rows", data.test().rows());
        json.put("features", data.train().columns());
        json.put("classes", pipeline.classNames());
        json.put("ignored_columns", pipeline.ignoredColumns());
        json.put("training_sha256", data.train().sha256());
        json.put("test_sha256", data.test().sha256());
        return json;
    }

    private static Map<String, Object> epochJson(History.Epoch epoch) {
        var json = new LinkedHashMap<String, Object>();
        json.put("epoch", epoch.number());
        json.put("training_loss", Json.finite(epoch.trainingLoss()));
        json.put("training_accuracy", Json.finite(epoch.trainingAccuracy()));
        json.put("validation_loss", Json.finite(epoch.validationLoss()));
        json.put("validation_accuracy", Json.finite(epoch.validationAccuracy()));
        json.put("learning_rate", epoch.learningRate());
        json.put("seconds", epoch.seconds());
        json.put("samples_per_second", epoch.samplesPerSecond());
        return json;
    }

    @Override
    public void close() { network.close(); }
}
