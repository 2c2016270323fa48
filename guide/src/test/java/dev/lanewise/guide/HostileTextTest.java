package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.internal.Printable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Labels, columns and file names that hold commands for a terminal: none of them reaches it. */
class HostileTextTest {
    /** Clears the screen, writes from right to left, starts a line that looks like Lanewise's own. */
    private static final String HOSTILE = "\u001b[2J\u202e\u009b31m\ntest accuracy 1.0000";
    private static final String LONG = "long".repeat(300);
    private static final String EMOJI = Character.toString(0x1f600).repeat(12);

    @TempDir
    private Path folder;

    private Path table() throws IOException {
        var text = new StringBuilder("a,\"name " + HOSTILE + "\",\"kind " + HOSTILE + "\"\n");
        for (int i = 0; i < 90; i++) {
            text.append(i % 3).append(",\"text ").append(i).append("\",\"")
                    .append(List.of(HOSTILE, LONG, EMOJI).get(i % 3)).append("\"\n");
        }
        return Files.writeString(folder.resolve("table.csv"), text);
    }

    private static void assertHarmless(Cli.Result result) {
        for (String text : List.of(result.out(), result.err())) {
            for (String line : text.lines().toList()) {
                assertEquals(line, Printable.line(line));
                assertTrue(!line.startsWith("test accuracy") || line.matches("test accuracy [01]\\.[0-9]{4}"), line);
            }
        }
    }

    @Test
    void trainingEvaluationPredictionAndErrors() throws IOException {
        Path table = table();
        Path run = folder.resolve("run");
        Cli.Result training = Cli.run("train", "--csv", table, "--label", "kind " + HOSTILE, "--hidden", "none",
                "--epochs", "2", "--out", run, "--backend", "loops");
        assertEquals(0, training.status(), training.err());
        assertHarmless(training);
        assertEquals(1, training.outLines().stream().filter(line -> line.startsWith("test accuracy")).count());
        assertTrue(training.outLines().stream().allMatch(line -> line.length() < 200), training.out());

        Path model = run.resolve("model.safetensors");
        for (String json : List.of("--json", "-q")) {
            Cli.Result evaluation = Cli.run("evaluate", "--model", model, "--csv", table, "--backend", "loops", json);
            assertEquals(0, evaluation.status(), evaluation.err());
            assertHarmless(evaluation);
            if (json.equals("--json")) {
                assertTrue(evaluation.json().toString().contains(HOSTILE), "the object says what the file says");
            }
        }

        Path predictions = folder.resolve("p.csv");
        Cli.Result prediction = Cli.run("predict", "--model", model, "--csv", table, "--out", predictions,
                "--backend", "loops");
        assertEquals(0, prediction.status(), prediction.err());
        assertHarmless(prediction);
        // Labels in the file are those of the table, to be compared with them.
        assertTrue(Files.readString(predictions).contains("probability " + HOSTILE));

        Path other = Files.writeString(folder.resolve("other.csv"),
                Files.readString(table).replace("31m\ntest", "32m\ntest"));
        Cli.Result unknown = Cli.run("evaluate", "--model", model, "--csv", other, "--backend", "loops", "-q");
        assertEquals(1, unknown.status());
        assertEquals(1, unknown.err().lines().count(), unknown.err());
        assertHarmless(unknown);
    }

    @Test
    void namesOfFilesAndOptions() {
        Cli.Result missing = Cli.run("train", "--csv", folder.resolve("\u001b[31m.csv"), "--label", "kind");
        assertEquals(1, missing.status());
        assertTrue(missing.err().contains("[31m.csv: there is no such file"), missing.err());
        assertHarmless(missing);
        Cli.Result option = Cli.run("train", "\u001b[31m" + "x".repeat(5000));
        assertEquals(2, option.status());
        assertHarmless(option);
        assertTrue(option.err().length() < 1100, "shortened");
        Cli.Result unknown = Cli.run("train", "--\u001b" + "x".repeat(5000));
        assertEquals(2, unknown.status());
        assertHarmless(unknown);
        assertTrue(unknown.err().contains("xxx... (see lanewise train --help)"), unknown.err());
        Cli.Result trace = Cli.run("train", "--verbose", "\u001b[31m");
        assertTrue(trace.err().contains("    at dev.lanewise"), trace.err());
        assertHarmless(trace);
    }

    @Test
    void jsonKeepsItsMeaning() {
        var object = Map.<String, Object>of("label", "\u001b[2J \u202e \u009b \u2028 \ud83d\ude00 \udb40\udc41\"\\");
        assertEquals(object, Json.read(Printable.line(Json.compact(object))));
    }

    @Test
    void recordsOfTheLogAreOneLine() {
        var message = new LogRecord(Level.WARNING, "a\u001b[31m\nlanewise: b");
        assertEquals("lanewise: warning: a\\u001b[31m\\nlanewise: b" + System.lineSeparator(),
                new LogLine().format(message));
        assertEquals("lanewise: a" + System.lineSeparator(), new LogLine().format(new LogRecord(Level.INFO, "a")));
    }
}
