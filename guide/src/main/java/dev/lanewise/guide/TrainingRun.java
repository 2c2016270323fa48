package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.Notice;
import dev.lanewise.data.prep.Pipeline;
import dev.lanewise.data.sets.TrainTest.Divided;
import dev.lanewise.nn.DivergedException;
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
    /**
     * How much longer than a save the training goes on before the next one: a twentieth of the time is spent on them.
     * One after each of the 100 short epochs of iris made 206 calls of fsync (docs/experiments/124).
     */
    private static final int SAVES_APART = 20;

    private final Compute compute;
    private final TrainingOptions training;
    private final Divided data;
    private final List<Notice> notices;
    private final Map<String, Object> settings;
    private final RunFolder folder;
    private final Output output;
    private final Network network;
    private History history;
    /** The last epoch of which the model file is; 0 if there is none. */
    private int saved;
    /** When that was, and how long it took, in nanoseconds. */
    private long savedAt;
    private long saving;

    TrainingRun(Compute compute, NetworkBuilder builder, TrainingOptions training, Divided data, List<Notice> notices,
            Map<String, Object> settings, RunFolder folder, Output output) {
        this.compute = compute;
        this.training = training;
        this.data = data;
        this.notices = notices;
        this.settings = settings;
        this.folder = folder;
        this.output = output;
        network = builder.build(compute, training.seed());
    }

    /**
     * Trains. The model file is at the end that of the last epoch, or with early stopping of the best one; until then it
     * is that of one not long before.
     */
    void train() {
        int epochs = training.epochs(data.train().rows());
        try (var progress = new Progress(output, epochs)) {
            var trainer = Trainer.of(network, Model.loss(data.pipeline()), training.optimizer()).epochs(epochs)
                    .batch(training.batch())
                    .schedule(training.schedule(epochs)).l2(training.l2()).listener(new Saving(progress));
            if (training.patience() > 0) {
                trainer.earlyStopping(training.patience());
            }
            history = trainer.fit(data.train(), data.validation());
        } catch (DivergedException e) {
            throw saved == 0
                    ? e
                    : new CommandException(e.getMessage() + "; " + folder.model() + " is the model of epoch " + saved
                            + ", not a result", e);
        }
        save(training.patience() > 0 ? history.best().number() : history.epochs().size());
    }

    /** What is said if the process is ended is true at any moment of the save. */
    private void save(int epoch) {
        String file = folder.model().toString();
        Interruption.leaves("while the model of epoch " + epoch + " was saved: " + (saved == 0
                ? file + " is whole or missing"
                : file + " is whole, the model of epoch " + saved + " or " + epoch));
        long start = System.nanoTime();
        Model.save(network, data.pipeline(), settings, folder.model());
        savedAt = System.nanoTime();
        saving = savedAt - start;
        saved = epoch;
        Interruption.leaves(file + " is the model of epoch " + epoch + "; there is no report");
    }

    /** Shows progress, and now and then saves the model of an epoch that counts. */
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
                if (saved == 0 || System.nanoTime() - savedAt >= SAVES_APART * saving) {
                    save(epoch.number());
                }
            }
        }
    }

    /** Tests the network, writes {@code run.json} and {@code report.html} and prints the result. */
    void report() {
        TestResult test = TestResult.of(network, data.test(), data.pipeline());
        Map<String, Object> run = run(test);
        Interruption.leaves("while the report was written: each file in " + folder.path() + " is whole or missing");
        folder.write("run.json", Json.indented(run) + "\n");
        folder.write("report.html", Report.html(run));
        Interruption.leaves("");

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
        json.put("training_rows", data.train().rows());
        json.put("validation_rows", data.validation().rows());
        json.put("test_rows", data.test().rows());
        json.put("features", data.train().columns());
        json.put("classes", pipeline.classNames());
        json.put("ignored_columns", pipeline.ignoredColumns());
        json.put("notices", notices.stream().map(Notice::text).toList());
        json.put("training_sha256", data.train().sha256());
        json.put("validation_sha256", data.validation().sha256());
        json.put("test_sha256", data.test().sha256());
        return json;
    }

    private static Map<String, Object> epochJson(History.Epoch epoch) {
        var json = new LinkedHashMap<String, Object>();
        json.put("epoch", epoch.number());
        json.put("training_loss", epoch.trainingLoss());
        json.put("training_accuracy", epoch.trainingAccuracy());
        json.put("validation_loss", epoch.validationLoss());
        json.put("validation_accuracy", epoch.validationAccuracy());
        json.put("learning_rate", epoch.learningRate());
        json.put("seconds", epoch.seconds());
        json.put("samples_per_second", epoch.samplesPerSecond());
        return json;
    }

    @Override
    public void close() { network.close(); }
}
