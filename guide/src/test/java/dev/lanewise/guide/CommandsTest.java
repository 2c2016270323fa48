package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.spi.Backends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Each command on small data, from end to end, on plain loops. */
class CommandsTest {
    @TempDir
    private Path folder;

    private Cli.Result trained(Path run, Object... args) {
        var all = new ArrayList<Object>(List.of("train", "--out", run, "--backend", "loops"));
        all.addAll(List.of(args));
        Cli.Result result = Cli.run(all.toArray());
        assertEquals(0, result.status(), result.err());
        return result;
    }

    @Test
    void trainEvaluateAndPredictAgree() throws IOException {
        Path table = Cli.table(folder);
        Path run = folder.resolve("run");
        Cli.Result training = trained(run, "--csv", table, "--label", "kind", "--hidden", "8", "--dropout", "0",
                "--epochs", "100", "--batch", "16", "--test-csv", table);
        assertEquals("test accuracy 1.0000", training.outLines().getLast());

        Path model = run.resolve("model.safetensors");
        Cli.Result evaluation = Cli.run("evaluate", "--model", model, "--csv", table, "--backend", "loops", "--json");
        assertEquals(0, evaluation.status(), evaluation.err());
        assertEquals(1.0, evaluation.json().get("test_accuracy"));
        assertEquals(List.of(List.of(30, 0), List.of(0, 30)), evaluation.json().get("test_confusion"));

        Path predictions = folder.resolve("predictions.csv");
        Cli.Result prediction = Cli.run("predict", "--model", model, "--csv", table, "--out", predictions, "--backend",
                "loops");
        assertEquals(0, prediction.status(), prediction.err());
        List<String> lines = Files.readAllLines(predictions);
        List<String> rows = Files.readAllLines(table);
        assertEquals(61, lines.size());
        assertEquals("kind,probability high,probability low", lines.getFirst());
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",");
            assertEquals(rows.get(i).split(",")[2], cells[0]);
            assertEquals(1, Double.parseDouble(cells[1]) + Double.parseDouble(cells[2]), 2e-6);
        }
    }

    @Test
    void theRunFolderSaysEverything() throws IOException {
        Path run = folder.resolve("run");
        Map<String, Object> printed = trained(run, "iris", "--epochs", "7", "--json").json();
        assertEquals(run.toString(), printed.get("run"));
        assertEquals("loops", printed.get("backend"));
        assertEquals(7, printed.get("epochs"));
        for (String figure : List.of("test_accuracy", "samples_per_second", "seconds", "parameters")) {
            assertTrue(((Number) printed.get(figure)).doubleValue() > 0, figure);
        }

        try (var files = Files.list(run)) {
            assertEquals(List.of("model.safetensors", "report.html", "run.json"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        Map<String, Object> kept = Json.read(Files.readString(run.resolve("run.json")));
        assertEquals(7, ((List<?>) kept.get("epochs")).size());
        assertEquals(1, ((Map<?, ?>) kept.get("settings")).get("seed"));
        assertEquals(64, ((String) ((Map<?, ?>) kept.get("data")).get("training_sha256")).length());
        assertEquals(printed.get("test_accuracy"), ((Map<?, ?>) kept.get("test")).get("accuracy"));

        String report = Files.readString(run.resolve("report.html"));
        assertTrue(report.contains("<title>iris: test accuracy "));
        assertFalse(report.contains("<script src") || report.contains("<link"), "refers to another file");
    }

    @Test
    void numbersAreLearnedInTheirUnit() throws IOException {
        var text = new StringBuilder("x,y\n");
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            double x = random.nextGaussian();
            text.append(String.format(Locale.ROOT, "%.4f,%.4f%n", x, 1000 + 50 * x));
        }
        Path table = Files.writeString(folder.resolve("line.csv"), text);
        Path run = folder.resolve("run");
        Cli.Result result = trained(run, "--csv", table, "--label", "y", "--hidden", "none", "--optimizer", "gd",
                "--epochs", "50", "--batch", "16");
        assertTrue(result.outLines().getLast().matches("test rmse [0-9.]+"), result.out());
        assertTrue(Double.parseDouble(result.outLines().getLast().split(" ")[2]) < 1, result.out());

        Path predictions = folder.resolve("predictions.csv");
        Path question = Files.writeString(folder.resolve("question.csv"), "x\n0\n2\n");
        assertEquals(0, Cli.run("predict", "--model", run.resolve("model.safetensors"), "--csv", question, "--out",
                predictions, "--backend", "loops").status());
        List<String> lines = Files.readAllLines(predictions);
        assertEquals("y", lines.getFirst());
        assertEquals(1000, Double.parseDouble(lines.get(1)), 2);
        assertEquals(1100, Double.parseDouble(lines.get(2)), 2);
    }

    /** One epoch of one mini-batch: the loss of its only step is finite, the weights that it leaves are not. */
    @Test
    void aTrainingThatDivergedInItsLastStepLeavesNothing() {
        Path run = folder.resolve("run");
        Cli.Result result = Cli.run("train", "iris", "--epochs", "1", "--batch", "1000", "--lr", "1e30", "--optimizer",
                "gd", "--hidden", "8", "--no-batch-norm", "--dropout", "0", "--backend", "loops", "--out", run, "-q");
        assertEquals(1, result.status(), result.out());
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("in epoch 1, batch 1"), result.err());
        assertFalse(Files.exists(run));
    }

    /** A line, at a rate at which each epoch makes it worse. */
    @Test
    void aDivergedTrainingIsNoResult() throws IOException {
        var text = new StringBuilder("x,y\n");
        for (int i = 0; i < 200; i++) {
            text.append(i).append(',').append(1000 + 50 * i).append('\n');
        }
        Path table = Files.writeString(folder.resolve("line.csv"), text);
        Path run = folder.resolve("run");
        Cli.Result result = Cli.run("train", "--csv", table, "--label", "y", "--regression", "--hidden", "none",
                "--optimizer", "gd",
                "--lr", "10", "--schedule", "constant", "--epochs", "200", "--batch", "64", "--backend", "loops",
                "--out", run, "-q");
        assertEquals(1, result.status(), result.err());
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(run.resolve("model.safetensors") + " is the model of epoch "), result.err());
        assertTrue(result.err().contains(", not a result"), result.err());
        try (var files = Files.list(run)) {
            assertEquals(List.of(run.resolve("model.safetensors")), files.toList());
        }
    }

    /** Labels can be compared with the file's: nothing is put in front of what a spreadsheet would compute. */
    @Test
    void labelsLikeFormulasComeBackAsTheyAre() throws IOException {
        var labels = List.of("=1+1", "+a", "-b", "@SUM(A1)");
        var text = new StringBuilder("x,kind\n");
        for (int i = 0; i < 80; i++) {
            text.append(i % 4 * 10).append(',').append(labels.get(i % 4)).append('\n');
        }
        Path table = Files.writeString(folder.resolve("table.csv"), text);
        Path run = folder.resolve("run");
        trained(run, "--csv", table, "--label", "kind", "--epochs", "60", "--batch", "16", "--hidden", "16",
                "--dropout",
                "0", "-q");
        Path predictions = folder.resolve("p.csv");
        assertEquals(0, Cli.run("predict", "--model", run.resolve("model.safetensors"), "--csv", table, "--out",
                predictions, "--backend", "loops").status());
        var lines = Files.readAllLines(predictions);
        for (int i = 0; i < 4; i++) {
            assertTrue(lines.get(i + 1).startsWith(labels.get(i) + ","), lines.get(i + 1));
        }
        String help = Cli.run("predict", "--help").out().replaceAll("\\s+", " ");
        assertTrue(help.contains("to a spreadsheet a label that begins with =, +, - or @ is a formula"), help);
    }

    @Test
    void earlyStoppingKeepsTheBestEpoch() throws IOException {
        Path run = folder.resolve("run");
        // A rate far too large for the data makes the validation loss rise soon.
        trained(run, "wine", "--early-stopping", "2", "--epochs", "100", "--lr", "0.3", "--schedule", "constant");
        Map<String, Object> kept = Json.read(Files.readString(run.resolve("run.json")));
        List<Double> losses = ((List<?>) kept.get("epochs")).stream()
                .map(epoch -> ((Number) ((Map<?, ?>) epoch).get("validation_loss")).doubleValue()).toList();
        assertEquals(true, kept.get("stopped_early"));
        assertEquals(losses.indexOf(losses.stream().min(Double::compare).orElseThrow()) + 1, kept.get("best_epoch"));
        assertEquals((Integer) kept.get("best_epoch") + 2, losses.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"loops", "simd", "opencl"})
    void equalSettingsMakeEqualModelsOnAnyNumberOfThreads(String backend) throws IOException {
        var verdict = Backends.providers().stream().filter(p -> p.name().equals(backend)).findFirst().orElseThrow()
                .probe();
        assumeTrue(verdict.usable(), () -> "skipped: " + backend + ": " + verdict.reason() + ". " + verdict.remedy());
        byte[] first = modelOf("first", backend, "--seed", "5", "--threads", "1");
        assertArrayEquals(first, modelOf("second", backend, "--seed", "5", "--threads", "1"));
        assertArrayEquals(first, modelOf("third", backend, "--seed", "5", "--threads", "2"));
        assertFalse(Arrays.equals(first, modelOf("fourth", backend, "--seed", "6", "--threads", "1")));
    }

    private byte[] modelOf(String run, String backend, Object... args) throws IOException {
        // Batches large enough to be worth dividing among threads.
        var all = new ArrayList<Object>(List.of("train", "digits", "--hidden", "128", "--epochs", "1", "--batch", "512",
                "--backend", backend, "--out", folder.resolve(run), "-q"));
        all.addAll(List.of(args));
        Cli.Result result = Cli.run(all.toArray());
        assertEquals(0, result.status(), result.err());
        return Files.readAllBytes(folder.resolve(run).resolve("model.safetensors"));
    }

    @Test
    void everyOptionOfTrainIsTaken() {
        trained(folder.resolve("run"), "moons", "--hidden", "6,5", "--activation", "leaky-relu", "--no-batch-norm",
                "--dropout", "0", "--l2", "1e-4", "--init", "he", "--optimizer", "momentum", "--lr", "0.05",
                "--schedule", "step", "--epochs", "3", "--batch", "32", "--seed", "9", "--threads", "1", "-q");
        trained(folder.resolve("run2"), "penguins", "--missing", "mean", "--scale", "minmax", "--schedule",
                "exponential", "--activation", "tanh", "--init", "xavier", "--optimizer", "rmsprop", "--epochs", "2",
                "--batch-norm", "-q");
    }

    @ParameterizedTest
    @ValueSource(strings = {"softplus", "gelu", "silu"})
    void smoothActivationsTrain(String name) {
        trained(folder.resolve("run"), "moons", "--hidden", "8,8", "--activation", name, "--epochs", "2", "-q");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "train", "evaluate", "predict", "gradcheck", "exercise", "exercise list",
            "exercise check", "exercise hint", "bench", "kit", "doctor"})
    void everyCommandHasHelp(String command) {
        Cli.Result result = Cli.run((Object[]) (command + " --help").strip().split(" "));
        assertEquals(0, result.status());
        assertEquals("", result.err());
        assertTrue(result.out().startsWith("Usage: lanewise " + command), result.out());
    }

    @Test
    void versionNamesTheRelease() {
        Cli.Result result = Cli.run("--version");
        assertEquals(0, result.status());
        assertTrue(result.out().matches("(?s)lanewise [0-9]+\\.[0-9]+.*"), result.out());
    }

    @Test
    void gradcheckPassesAndDropoutFailsAsItMust() {
        Cli.Result result = Cli.run("gradcheck", "--json");
        assertEquals(0, result.status(), result.err());
        for (Object each : (List<?>) result.json().get("cases")) {
            Map<?, ?> one = (Map<?, ?>) each;
            assertEquals(!one.get("case").equals("dropout"), one.get("passed"), one.toString());
        }
        assertTrue(Cli.run("gradcheck", "dropout").out().contains("fails, as it must"));
    }

    @Test
    void doctorNamesEveryBackendAndChoosesOne() {
        Cli.Result result = Cli.run("doctor", "--json");
        assertEquals(0, result.status(), result.err());
        List<?> backends = (List<?>) result.json().get("backends");
        assertTrue(backends.stream().map(backend -> ((Map<?, ?>) backend).get("name")).toList()
                .containsAll(List.of("loops", "simd", "opencl")));
        assertEquals(1, backends.stream().filter(backend -> ((Map<?, ?>) backend).get("chosen").equals(true)).count());
        assertTrue(Cli.run("doctor").out().contains("backend loops: "));
    }

    @Test
    void exercisesAreListedHintedAndGraded() {
        Cli.Result list = Cli.run("exercise", "list", "--json");
        assertEquals(0, list.status());
        assertEquals(3, ((List<?>) list.json().get("exercises")).size());
        Cli.Result hint = Cli.run("exercise", "hint", "matmul", "2");
        assertEquals(0, hint.status());
        assertEquals(2, hint.outLines().size());
        Cli.Result check = Cli.run("exercise", "check", "matmul", "--json");
        // Exit status and grade say the same, whether or not the learner has solved it.
        assertEquals(check.json().get("solved").equals(true) ? 0 : 1, check.status());
    }

    @Test
    void jsonIsTheOnlyLineOnStdout() throws IOException {
        Path table = Cli.table(folder);
        Path run = folder.resolve("run");
        assertEquals(1, trained(run, "--csv", table, "--label", "kind", "--hidden", "4", "--epochs", "2", "--json")
                .outLines().size());
        Path model = run.resolve("model.safetensors");
        assertEquals(1, Cli.run("predict", "--model", model, "--csv", table, "--out", folder.resolve("p.csv"),
                "--backend", "loops", "--json").outLines().size());
    }
}
