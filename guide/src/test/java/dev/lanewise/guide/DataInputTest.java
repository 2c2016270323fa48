package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is read from a file, and what is said of it, as a user of the command line meets it. */
class DataInputTest {
    @TempDir
    private Path folder;

    private int runs;

    private Path file(String name, String header, int rows, IntFunction<String> row) throws IOException {
        return Files.writeString(folder.resolve(name), header + "\n"
                + IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n")) + "\n");
    }

    /** Rows whose class is told by x, but for noise. */
    private static String row(int i, String x, String more) {
        return x + "," + String.format(Locale.ROOT, "%.3f", random(i).nextGaussian()) + more + ","
                + (i % 2 == 0 ? "low" : "high");
    }

    /** Of neighbouring seeds the first numbers are nearly the same. */
    private static Random random(int seed) {
        return new Random(seed * 0x9E3779B97F4A7C15L);
    }

    private static String x(int i) {
        return String.format(Locale.ROOT, "%.2f", i % 2 * 4 + random(i + 1000).nextDouble());
    }

    private Cli.Result train(Object... args) {
        var all = new ArrayList<Object>(List.of("train", "--out", folder.resolve("run" + ++runs), "--epochs", "20",
                "--hidden", "8", "--dropout", "0", "--backend", "loops"));
        all.addAll(List.of(args));
        return Cli.run(all.toArray());
    }

    private Cli.Result trained(Object... args) {
        Cli.Result result = train(args);
        assertEquals(0, result.status(), result.err());
        return result;
    }

    private Map<?, ?> run(String part) throws IOException {
        return (Map<?, ?>) Json.read(Files.readString(folder.resolve("run" + runs).resolve("run.json"))).get(part);
    }

    private static void assertHolds(String part, String text) { assertTrue(text.contains(part), text); }

    @ParameterizedTest
    @CsvSource({"N/A", "null", "-", "None"})
    void missingWordsCostNoAccuracyAndAreCounted(String word) throws IOException {
        Path table = file("t.csv", "x,noise,label", 200, i -> row(i, i % 50 == 7 ? word : x(i), ""));
        Cli.Result result = trained("--csv", table, "--label", "label");
        assertEquals("test accuracy 1.0000", result.outLines().getLast());
        assertHolds("missing values: x 4 (" + word + ")", result.err());
        assertFalse(trained("--csv", table, "--label", "label", "-q").err().contains("missing"), "a fact, with -q");
    }

    @Test
    void mostlyNumbersIsRefusedAndBothWaysOutWork() throws IOException {
        Path table = file("t.csv", "x,noise,label", 200, i -> row(i, i == 150 ? "unknown" : x(i), ""));
        Cli.Result refused = train("--csv", table, "--label", "label", "-q");
        assertEquals(1, refused.status());
        assertHolds("t.csv line 152: column 'x' holds 'unknown', while 199 of its 200 cells are numbers",
                refused.err());
        assertEquals("test accuracy 1.0000", trained("--csv", table, "--label", "label", "--missing-values",
                "unknown,none").outLines().getLast());
        assertEquals(List.of("none", "unknown"), run("settings").get("missing_values"));
        trained("--csv", table, "--label", "label", "--categorical", "x");
        assertEquals(List.of("x"), run("settings").get("categorical"));

        // The model remembers the words: the rows are predicted as they were trained on.
        trained("--csv", table, "--label", "label", "--missing-values", "unknown");
        Path model = folder.resolve("run" + runs + "/model.safetensors");
        assertEquals(0, Cli.run("predict", "--model", model, "--csv", table, "--out", folder.resolve("p.csv"),
                "--backend", "loops").status());
        assertEquals(0, Cli.run("evaluate", "--model", model, "--csv", table, "--backend", "loops").status());
    }

    @Test
    void columnsLeftOutAreWarnedOfOneByOneWithTheOptionThatKeepsThem() throws IOException {
        Path table = file("t.csv", "x,noise,date,name,empty,label", 300, i -> row(i, x(i),
                String.format(Locale.ROOT, ",2024-%02d-%02d,n%d,", 1 + i / 28, 1 + i % 28, i)));
        String warnings = trained("--csv", table, "--label", "label", "-q").err();
        assertTrue(warnings.lines().allMatch(line -> line.startsWith("lanewise: warning: ")), warnings);
        assertTrue(warnings
                .matches("(?s).*column 'date' is left out: it holds 2\\d\\d different dates like '2024-01-\\d\\d'"
                        + "; --categorical date keeps it.*"),
                warnings);
        assertHolds("column 'name' is left out: it holds 2", warnings);
        assertHolds("column 'empty' is left out: it holds nothing", warnings);
        assertEquals(3, warnings.lines().count(), warnings);
        String kept = trained("--csv", table, "--label", "label", "-q", "--leave-out", "date,empty", "--categorical",
                "name").err();
        assertTrue(kept.matches("lanewise: warning: \\S+: column 'name': 60 cells hold 'n\\d+' \\(and 59 others\\), "
                + "which training did not show\\R"), kept);
        assertEquals(List.of("date", "empty"), run("data").get("ignored_columns"));
    }

    @Test
    void categoriesThatTrainingDidNotShowAreWarnedOf() throws IOException {
        Path table = file("t.csv", "x,noise,sex,label", 100, i -> row(i, x(i), i % 2 == 0 ? ",f" : ",m"));
        Path other = file("other.csv", "x,noise,sex,label", 10, i -> row(i, x(i), i % 5 == 0 ? ",M" : ",f"));
        String warning = "warning: " + other + ": column 'sex': 2 cells hold 'M', which training did not show";
        assertHolds(warning, trained("--csv", table, "--label", "label", "-q", "--test-csv", other).err());
        Path model = folder.resolve("run" + runs + "/model.safetensors");
        assertHolds(warning,
                Cli.run("predict", "--model", model, "--csv", other, "--out", folder.resolve("p.csv"), "-q",
                        "--backend", "loops").err());
        assertHolds(warning, Cli.run("evaluate", "--model", model, "--csv", other, "-q", "--backend", "loops").err());
    }

    @ParameterizedTest
    @CsvSource({"';', semicolons", "'\t', tabs", "|, pipes"})
    void delimitersAndDecimalCommasAreRead(char delimiter, String name) throws IOException {
        Path table = file("t.csv", "x,noise,label".replace(',', delimiter), 200, i -> row(i, x(i), "")
                .replace(',', delimiter).replace('.', ','));
        Cli.Result result = trained("--csv", table, "--label", "label");
        assertEquals("test accuracy 1.0000", result.outLines().getLast());
        assertHolds("t.csv: cells are separated by " + name, result.err());
        assertHolds("read as numbers with decimal commas: x", result.err());
        trained("--csv", table, "--label", "label", "--delimiter", delimiter == '\t' ? "tab" : delimiter, "--decimal",
                ",");
        assertEquals(",", run("settings").get("decimal"));
    }

    /** 1,234 alone may be either; beside the rows that were trained on it is not. */
    @Test
    void theDecimalSignIsThatOfTheTrainingRows() throws IOException {
        Path table = file("t.csv", "x;noise;label", 200, i -> row(i, x(i), "").replace(',', ';').replace('.', ','));
        Path other = file("other.csv", "x;noise;label", 10, i -> (i % 2) + "," + (100 + i) + ";0;"
                + (i % 2 == 0 ? "low" : "high"));
        Path thousands = file("thousands.csv", "x;noise;label", 10, i -> (1 + i % 2) + "," + (100 + i) + ";0;low");
        trained("--csv", table, "--label", "label", "--test-csv", thousands);
        assertEquals(",", run("settings").get("decimal"));
        Path model = folder.resolve("run" + runs + "/model.safetensors");
        for (Path file : List.of(other, thousands)) {
            assertEquals("", Cli.run("predict", "--model", model, "--csv", file, "--out", folder.resolve("p.csv"), "-q",
                    "--backend", "loops").err());
            assertEquals("", Cli.run("evaluate", "--model", model, "--csv", file, "-q", "--backend", "loops").err());
        }
    }

    @Test
    void currencyPercentAndThousandsAreNumbers() throws IOException {
        Path table = file("t.csv", "x,noise,price,share,label", 100, i -> row(i, x(i), String.format(Locale.ROOT,
                ",\"$%,d.50\",%d%%", 900 + 10 * i, i)));
        assertHolds("read as numbers with thousands separated by commas and signs $, which are taken off: price",
                trained("--csv", table, "--label", "label").err());
        assertEquals(4, run("data").get("features"));
    }

    @Test
    void aFileWithoutHeaderIsWarnedOf() throws IOException {
        Path table = file("t.csv", "1.5,2.5,low", 100, i -> row(i, x(i), ""));
        assertHolds("warning: " + table + ": the first line was taken for the names of the columns", trained("--csv",
                table, "--label", "low", "-q").err());
        trained("--csv", table, "--label", "3", "--no-header", "-q");
    }

    @Test
    void warningsThatExplainALaterErrorAreShownBeforeIt() throws IOException {
        Path table = file("t.csv", "5.1,3.5,setosa", 100, i -> row(i, x(i), ""));
        String said = train("--csv", table, "--label", "species", "-q").err();
        assertEquals(2, said.lines().count(), said);
        assertHolds("lanewise: warning: " + table + ": the first line was taken for the names", said);
        assertHolds("species", said.lines().toList().getLast());
    }

    @Test
    void aNoticeIsSaidOnce() throws IOException {
        Path table = file("t.csv", "x,noise,label".replace(',', ';'), 100, i -> row(i, x(i), "").replace(',', ';'));
        String said = trained("--csv", table, "--label", "label").err();
        assertEquals(1, said.lines().filter(line -> line.contains("separated by semicolons")).count(), said);
    }

    @Test
    void theKindOfTargetIsSaidAndForced() throws IOException {
        Path table = file("t.csv", "x,letter", 260, i -> i + "," + i % 26);
        assertHolds("warning: " + table + ": column 'letter': 26 different whole numbers, taken for a quantity "
                + "(regression); --classification takes them for classes",
                trained("--csv", table, "--label", "letter",
                        "-q").err());
        assertEquals("regression", run("settings").get("target"));
        assertEquals("", trained("--csv", table, "--label", "letter", "-q", "--classification").err());
        assertEquals(26, ((List<?>) run("data").get("classes")).size());
        Path constant = file("c.csv", "x,y", 50, i -> i + ",7.5");
        assertHolds("column 'y' holds 7.5 in every row", train("--csv", constant, "--label", "y", "-q").err());
        assertEquals(2, train("--csv", table, "--label", "letter", "--regression", "--classification").status());
    }

    @Test
    void labelsAreWhatTheFileSays() throws IOException {
        List<String> labels = List.of("0012", "12", "5E3", "5000", "1577134800018226901", "1577134800018226902");
        Path table = file("t.csv", "x,code", 120, i -> i % 6 * 3 + "." + i % 7 + "," + labels.get(i % 6));
        trained("--csv", table, "--label", "code", "-q");
        assertEquals(List.of("0012", "12", "5000", "5E3", "1577134800018226901", "1577134800018226902"),
                run("data").get("classes"));
        Path model = folder.resolve("run" + runs + "/model.safetensors");
        Path predictions = folder.resolve("p.csv");
        assertEquals(0, Cli.run("predict", "--model", model, "--csv", table, "--out", predictions, "--backend",
                "loops").status());
        for (String line : Files.readAllLines(predictions).subList(1, 121)) {
            assertTrue(labels.contains(line.split(",")[0]), line);
        }
        Path zeros = file("z.csv", "x,y", 90, i -> i % 3 * 3 + "." + i % 7 + "," + List.of("-1.0", i % 2 == 0
                ? "-0.0"
                : "0.0", "1.0").get(i % 3));
        assertHolds("warning: " + zeros + ": column 'y': equal numbers are one class: '-0.0', '0.0' are 0",
                trained("--csv", zeros, "--label", "y", "-q").err());
        assertEquals(List.of("-1", "0", "1"), run("data").get("classes"));
        Path signs = file("s.csv", "x,sign", 90, i -> i % 2 * 3 + "." + i % 7 + "," + (i % 2 == 0 ? "+" : "-"));
        assertHolds("'-' is taken for a class, not for a missing label", trained("--csv", signs, "--label", "sign",
                "-q").err());
        assertEquals(List.of("+", "-"), run("data").get("classes"));
    }

    @Test
    void whatMakesFiguresDoubtfulIsWarnedOf() throws IOException {
        Path table = file("t.csv", "x,noise,copy,label", 100, i -> row(i, x(i), i % 2 == 0 ? ",a" : ",b")
                .replace("high", i == 1 ? "odd" : "high"));
        Path test = file("test.csv", "x,noise,copy,label", 10, i -> row(i + 40, x(i + 40), i % 2 == 0 ? ",a" : ",b"));
        String warnings = trained("--csv", table, "--label", "label", "-q", "--test-csv", test).err();
        assertHolds("test.csv: 10 of the 10 test rows are among the training rows too", warnings);
        assertHolds("class 'odd' has one row only", warnings);
        Path copied = file("copied.csv", "x,noise,copy,label", 100, i -> row(i, x(i), i % 2 == 0 ? ",a" : ",b"));
        assertHolds(
                "column 'copy' is the label in other words: each of its values goes with one class; --leave-out copy",
                trained("--csv", copied, "--label", "label", "-q").err());
        Path numbers = file("n.csv", "x,again,y", 100, i -> i % 7 + "," + i * 0.5 + "," + i * 0.5);
        assertHolds("column 'again' holds the label itself", trained("--csv", numbers, "--label", "y", "-q").err());
    }

    @Test
    void namesThatDoNotExistSuggestTheNearest() throws IOException {
        Path table = file("t.csv", "x,noise,label", 20, i -> row(i, x(i), ""));
        assertHolds("did you mean 'label'?", train("--csv", table, "--label", "lable").err());
        assertHolds("did you mean 'noise'?", train("--csv", table, "--label", "label", "--leave-out", "nose").err());
        assertHolds("did you mean 'penguins'?", train("penguin").err());
        assertHolds("did you mean '--early-stopping'?", train("--early-stoping", "3").err());
        assertHolds("did you mean 'evaluate'?", Cli.run("evalaute").err());
    }

    @Test
    void optionsThatContradictEachOtherAreRefused() throws IOException {
        Path table = file("t.csv", "x,noise,label", 20, i -> row(i, x(i), ""));
        for (List<String> options : List.of(List.of("--leave-out", "label"), List.of("--leave-out", "3"),
                List.of("--leave-out", "noise,x", "--categorical", "1"), List.of("--regression", "--categorical",
                        "label"))) {
            var all = new ArrayList<Object>(List.of("--csv", table, "--label", "label"));
            all.addAll(options);
            assertEquals(2, train(all.toArray()).status(), options.toString());
        }
    }

    @Test
    void standardInputAndOtherPackingsAreRead() throws Exception {
        Path table = file("t.csv", "x,noise,label", 60, i -> row(i, x(i), ""));
        Process process = Cli
                .process(folder, "", "train", "--csv", "-", "--label", "label", "--epochs", "1", "--hidden",
                        "4", "--backend", "loops", "--out", folder.resolve("piped"))
                .redirectInput(table.toFile()).start();
        assertEquals(0, process.waitFor(), () -> read(folder.resolve("err")));
        assertTrue(Files.exists(folder.resolve("piped/model.safetensors")));
        assertHolds("--encoding UTF-16LE", train("--csv", Files.write(folder.resolve("u.csv"), Files.readString(table)
                .getBytes(StandardCharsets.UTF_16LE)), "--label", "label").err());
        Path titled = Files.writeString(folder.resolve("c.csv"), "# from the lab\n" + Files.readString(table));
        assertHolds("--skip 1", train("--csv", titled, "--label", "label").err());
        trained("--csv", titled, "--label", "label", "--skip", "1");
        assertEquals(2, train("--csv", table, "--label", "label", "--encoding", "klingon").status());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void thePreparationSeesNoValidationRowAndIsStatedWhole() throws IOException {
        Path table = file("t.csv", "x,noise,label", 200, i -> row(i, x(i), ""));
        trained("--csv", table, "--label", "label", "-q", "--missing", "mean", "--scale", "minmax");
        Map<?, ?> settings = run("settings");
        assertEquals("mean", settings.get("missing"));
        assertEquals("minmax", settings.get("scale"));
        assertEquals("classification", settings.get("target"));
        assertTrue(settings.keySet().containsAll(List.of("label", "header", "delimiter", "decimal", "encoding", "skip",
                "missing_values", "categorical", "leave_out", "validation_share", "test_share")), settings.toString());
        assertEquals(160, (Integer) run("data").get("training_rows") + (Integer) run("data").get("validation_rows"));
        trained("iris", "-q");
        assertEquals("zscore", run("settings").get("scale"));
        assertEquals(List.of(108, 12, 30), List.of(run("data").get("training_rows"), run("data").get("validation_rows"),
                run("data").get("test_rows")));
    }
}
