package dev.lanewise.kernel.opencl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own for what depends on the environment, or may hang in native code, which no test framework can
 * interrupt: a watchdog ends the process.
 *
 * @param output what the child printed
 * @param exit its exit status; {@value #ENDED} if the watchdog ended it
 */
public record ChildJvm(String output, int exit) {
    /** The exit status reported for a child that had to be ended. */
    public static final int ENDED = -1;

    /**
     * Runs a main class of the tests.
     *
     * @param limit how long the child may take
     * @param environment variables on top of this process's
     * @param main class and its arguments; options of the JVM in front of it
     */
    public static ChildJvm run(Duration limit, Map<String, String> environment, List<String> main)
            throws IOException, InterruptedException {
        var folder = Files.createDirectories(Path.of(System.getProperty("lanewise.build", "target")));
        var output = Files.createTempFile(folder, "child", ".txt");
        var builder = command(main).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Watchdog.allow(limit);
        var process = builder.start();
        try {
            boolean done = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!done)
                process.destroyForcibly().waitFor();
            return done
                    ? new ChildJvm(Files.readString(output), process.exitValue())
                    : new ChildJvm(Files.readString(output) + "\nthe child JVM was ended after " + limit, ENDED);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    /** Returns what starts a JVM with this one's class path. */
    static ProcessBuilder command(List<String> main) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "-D" + TestDevice.PROPERTY + "=" + TestDevice.wanted()));
        command.addAll(main);
        return new ProcessBuilder(command);
    }
}
