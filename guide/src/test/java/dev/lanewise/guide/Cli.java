package dev.lanewise.guide;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command line as its users meet it, in this process or in one of its own. */
final class Cli {
    private Cli() {}

    /** What a command left behind. */
    record Result(int status, String out, String err) {
        List<String> outLines() {
            return out.lines().toList();
        }

        Map<String, Object> json() {
            return Json.read(out);
        }
    }

    /** Runs a command in this process. */
    static Result run(Object... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = Main.run(Stream.of(args).map(String::valueOf).toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Prepares a command in a process of its own, its output going to the folder's {@code out} and {@code err}. */
    static ProcessBuilder process(Path folder, String prefix, Object... args) {
        var command = new ArrayList<String>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xmx512m",
                // The counters' file in the temporary folder is larger than a small limit of file sizes.
                "-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        Stream.of(args).map(String::valueOf).forEach(command::add);
        if (!prefix.isEmpty()) {
            command.addAll(0, List.of("sh", "-c", prefix + "; exec \"$@\"", "sh"));
        }
        return new ProcessBuilder(command).redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
    }

    /** Writes a small CSV file of two classes that a line divides: columns a, b, kind. */
    static Path table(Path folder) throws IOException {
        var text = new StringBuilder("a,b,kind\n");
        for (int i = 0; i < 60; i++) {
            text.append(i % 7).append(',').append(i % 5 + (i % 2) * 10).append(i % 2 == 0 ? ",low\n" : ",high\n");
        }
        return Files.writeString(folder.resolve("table.csv"), text);
    }
}
