package dev.lanewise.benchmarks.run;

import dev.lanewise.benchmarks.ColdStart;
import dev.lanewise.benchmarks.Curve;
import dev.lanewise.benchmarks.Family;
import dev.lanewise.benchmarks.InFork;
import dev.lanewise.benchmarks.PredictionTask;
import dev.lanewise.benchmarks.own.BackendPrediction;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts {@link ColdStart}, or the script of a {@link PythonPeer}, in a process of its own: JMH would be the larger part
 * of a cold start. The clock of all of them starts when this process starts them.
 */
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
    /** Behind the name of a backend that is told that little work will come. */
    static final String LITTLE = "-little";
    /** What a process takes besides its curve, as it was seen: its end, comparisons, and the next one's inputs. */
    static final double REST = 0.6;
    /** Training of a small network is at its full speed after three to four seconds. */
    private static final double LENGTH = 5;
    private static final double QUICK_LENGTH = 2;
    private static final String UNCAUGHT = "Exception in thread \"main\" ";

    private final double length;
    private final String device;
    private final List<String> peers;
    private final List<Path> peersPath;
    private final boolean verbose;
    private final Watchdog watchdog = new Watchdog(JmhLauncher.LIMIT);

    /** @param length of a curve in seconds */
    ColdStartLauncher(double length, String device, List<String> peers, List<Path> peersPath, boolean verbose) {
        this.length = length;
        this.device = device;
        this.peers = peers;
        this.peersPath = peersPath;
        this.verbose = verbose;
    }

    /** Returns the length of a curve in seconds. */
    static double length(boolean quick) {
        return quick ? QUICK_LENGTH : LENGTH;
    }

    /** Returns whether there is a cache to start with; an empty file says that none could be made. */
    static boolean hasCache() {
        String file = System.getProperty(CACHE);
        return file != null && new File(file).length() > 0;
    }

    @Override
    public RoundRobin.Fork launch(Series series, int iterations) throws ForkFailure {
        try (var folder = new TemporaryFolder()) {
            var python = PythonPeer.named(series.implementation());
            var builder = new ProcessBuilder(python.isPresent()
                    ? python.get().prepare(folder.path(), series, length)
                    : java(series, folder.path())).redirectErrorStream(true);
            // Besides the one of PyTorch, the number that its and NumPy's matrix library has.
            for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"))
                if (python.isPresent())
                    builder.environment().put(variable, Integer.toString(series.threads()));
            var fork = result(watchdog.call(() -> output(builder)));
            if (python.isPresent())
                PythonPeer.verify(folder.path(), series.task());
            return fork;
        } catch (AssertionError e) {
            throw new ForkFailure(e.getMessage());
        } catch (ExecutionException e) {
            throw new ForkFailure(e.getCause().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ForkFailure("was interrupted");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command, but for the moment of its start, which is its last argument. */
    private List<String> java(Series series, Path folder) throws IOException {
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
        if (name.endsWith(LITTLE)) {
            name = name.substring(0, name.length() - LITTLE.length());
            command.add("-D" + InFork.WORK + "=0");
        }
        // Whoever uses Lanewise has no peers on the path, which every look for services would open.
        var others = peers.contains(name) ? peersPath : List.<Path>of();
        if (Family.isPrediction(series.task()) && !peers.contains(name)) {
            var model = folder.resolve("model.safetensors");
            BackendPrediction.save(PredictionTask.parse(series.task()), model);
            command.add("-D" + InFork.MODEL + "=" + model);
        }
        String path = Stream.concat(Stream.of(System.getProperty("java.class.path")),
                others.stream().map(Path::toString)).collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", path, series.family().benchmark(series.task()).getName(), name, series.task(),
                Integer.toString(series.threads()), Double.toString(length)));
        return command;
    }

    private List<String> output(ProcessBuilder builder) throws IOException, InterruptedException {
        builder.command(Stream.concat(builder.command().stream(), Stream.of(Long.toString(System.currentTimeMillis())))
                .toList());
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
                var parts = line.split("\t", -1);
                if (parts.length != 3)
                    throw new ForkFailure("printed no version and curve: " + line);
                try {
                    return new RoundRobin.Fork(parts[1], Curve.parse(parts[2]));
                } catch (IllegalArgumentException e) {
                    throw new ForkFailure(e.getMessage());
                }
            }
        throw new ForkFailure(lines.stream().filter(line -> line.startsWith(UNCAUGHT)).findFirst()
                .map(line -> line.substring(UNCAUGHT.length()).replaceFirst("^[\\w.]+(Error|Exception): ", ""))
                .orElse(lines.isEmpty() ? "said nothing" : lines.getLast()));
    }
}
