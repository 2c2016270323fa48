package dev.lanewise.benchmarks.run;

import dev.lanewise.benchmarks.ColdStart;
import dev.lanewise.benchmarks.InFork;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts {@link ColdStart} in a process of its own: JMH would be the larger part of a cold start. */
final class ColdStartLauncher implements RoundRobin.Launcher {
    /** System property: the file that the launcher script has Java take classes from. */
    static final String CACHE = "lanewise.cache";
    /** Of the launcher script's commands, besides those that any process needs. */
    static final List<String> FLAGS = Stream.concat(JmhLauncher.FLAGS.stream(),
            Stream.of("-XX:+UseSerialGC", "-XX:CompileCommand=quiet",
                    "-XX:CompileCommand=CompileThresholdScaling,dev.lanewise.kernel.simd.*::*,0.05"))
            .toList();
    /** Behind the name of an implementation that starts with the cache. */
    static final String CACHED = "-cached";
    /** What a process takes on the whole, as it was seen. */
    static final double SECONDS = 1.5;
    private static final String UNCAUGHT = "Exception in thread \"main\" ";

    private final String device;
    private final List<String> peers;
    private final List<Path> peersPath;
    private final boolean verbose;
    private final Watchdog watchdog = new Watchdog(JmhLauncher.LIMIT);

    ColdStartLauncher(String device, List<String> peers, List<Path> peersPath, boolean verbose) {
        this.device = device;
        this.peers = peers;
        this.peersPath = peersPath;
        this.verbose = verbose;
    }

    /** Returns whether there is a cache to start with; an empty file says that none could be made. */
    static boolean hasCache() {
        String file = System.getProperty(CACHE);
        return file != null && new File(file).length() > 0;
    }

    @Override
    public RoundRobin.Fork launch(Series series, int iterations) throws ForkFailure {
        var builder = new ProcessBuilder(command(series)).redirectErrorStream(true);
        try {
            return result(watchdog.call(() -> output(builder)));
        } catch (ExecutionException e) {
            throw new ForkFailure(e.getCause().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ForkFailure("was interrupted");
        }
    }

    private List<String> command(Series series) {
        String name = series.implementation();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add("-D" + InFork.DEVICE + "=" + device);
        if (name.endsWith(CACHED)) {
            name = name.substring(0, name.length() - CACHED.length());
            // A cache that does not fit is an error here, not a start without it.
            command.addAll(List.of("-XX:AOTCache=" + System.getProperty(CACHE), "-XX:AOTMode=on"));
        }
        // Whoever uses Lanewise has no peers on the path, which every look for services would open.
        var others = peers.contains(name) ? peersPath : List.<Path>of();
        String path = Stream.concat(Stream.of(System.getProperty("java.class.path")),
                others.stream().map(Path::toString)).collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", path, series.family().benchmark(series.task()).getName(), name, series.task(),
                Integer.toString(series.threads())));
        return command;
    }

    private List<String> output(ProcessBuilder builder) throws IOException, InterruptedException {
        var process = builder.start();
        try (var reader = process.inputReader()) {
            var lines = reader.lines().toList();
            if (verbose)
                lines.forEach(System.err::println);
            process.waitFor();
            return lines;
        }
    }

    static RoundRobin.Fork result(List<String> lines) throws ForkFailure {
        for (String line : lines)
            if (line.startsWith(ColdStart.RESULT)) {
                var parts = line.split("\t", 3);
                return new RoundRobin.Fork(parts[2], List.of(Double.valueOf(parts[1])));
            }
        throw new ForkFailure(lines.stream().filter(line -> line.startsWith(UNCAUGHT)).findFirst()
                .map(line -> line.substring(UNCAUGHT.length()).replaceFirst("^[\\w.]+(Error|Exception): ", ""))
                .orElse(lines.isEmpty() ? "said nothing" : lines.getLast()));
    }
}
