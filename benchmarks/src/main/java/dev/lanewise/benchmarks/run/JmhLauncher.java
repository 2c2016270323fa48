package dev.lanewise.benchmarks.run;

import dev.lanewise.benchmarks.Avx2;
import dev.lanewise.benchmarks.Family;
import dev.lanewise.benchmarks.InFork;
import dev.lanewise.benchmarks.PredictionTask;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Has JMH run one fork. */
final class JmhLauncher implements RoundRobin.Launcher {
    /** What a fork needs, besides the flags of this process, which it inherits. */
    static final List<String> FLAGS = List.of("--add-modules", "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    /** The slowest task takes seconds; unpacking a peer's native library for the first time, a minute. */
    static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long LOCK_MILLIS = 500;
    private static final String CLASS_PATH = "java.class.path";

    private final Effort effort;
    private final String device;
    private final List<Path> peers;
    private final boolean avx2;
    private final boolean verbose;
    private final Watchdog watchdog = new Watchdog(LIMIT);

    JmhLauncher(Effort effort, String device, List<Path> peers, boolean avx2, boolean verbose) {
        this.effort = effort;
        this.device = device;
        this.peers = peers;
        this.avx2 = avx2;
        this.verbose = verbose;
    }

    @Override
    public RoundRobin.Fork launch(Series series, int iterations) throws ForkFailure {
        try (var folder = new TemporaryFolder()) {
            var versionFile = Files.createFile(folder.path().resolve("version"));
            var options = options(series, iterations, folder.path(), versionFile);
            var nanos = iterations(watchdog.call(() -> withPeers(options)));
            return new RoundRobin.Fork(Files.readString(versionFile), nanos);
        } catch (ExecutionException e) {
            throw new ForkFailure(reason(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ForkFailure("was interrupted");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what a fork needs, besides the flags of this process. */
    static List<String> flags(boolean avx2) {
        return avx2 ? Stream.concat(FLAGS.stream(), Avx2.FLAGS.stream()).toList() : FLAGS;
    }

    private Options options(Series series, int iterations, Path folder, Path versionFile) {
        var flags = new ArrayList<>(flags(avx2));
        flags.add("-D" + InFork.VERSION_FILE + "=" + versionFile);
        flags.add("-D" + InFork.WARM_UP + "=" + effort.warmUpMillis());
        flags.add("-D" + InFork.DEVICE + "=" + device);
        String pattern = series.family().benchmark(series.task()).getName().replace(".", "\\.") + "\\.";
        var options = new OptionsBuilder().include(pattern).param("task", series.task())
                .param("implementation", series.implementation())
                .param("threads", Integer.toString(series.threads()))
                .threads(callers(series.task())).forks(1).warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(effort.iterationMillis()))
                .measurementIterations(iterations).measurementTime(TimeValue.milliseconds(effort.iterationMillis()))
                .jvmArgsAppend(flags.toArray(String[]::new)).shouldFailOnError(true);
        // What libraries say as they start goes to JMH's protocol, which nobody wants beside the table.
        return verbose
                ? options.verbosity(VerboseMode.NORMAL).build()
                : options.verbosity(VerboseMode.SILENT).output(folder.resolve("protocol").toString()).build();
    }

    private static int callers(String task) {
        return Family.isPrediction(task) ? PredictionTask.parse(task).callers() : 1;
    }

    private static List<Double> iterations(RunResult result) {
        return result.getBenchmarkResults().stream().flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> iteration.getPrimaryResult().getScore()).toList();
    }

    /** JMH gives a fork the class path that stands in the system property; peers are on it for this call alone. */
    private RunResult withPeers(Options options) throws RunnerException, InterruptedException {
        String own = System.getProperty(CLASS_PATH);
        var path = new ArrayList<>(List.of(own));
        peers.forEach(entry -> path.add(entry.toString()));
        System.setProperty(CLASS_PATH, String.join(File.pathSeparator, path));
        try {
            return whenFree(options);
        } finally {
            System.setProperty(CLASS_PATH, own);
        }
    }

    /** JMH lets one run at a time have the machine; another one is waited for. */
    private static RunResult whenFree(Options options) throws RunnerException, InterruptedException {
        while (true)
            try {
                return new Runner(options).run().iterator().next();
            } catch (RunnerException e) {
                if (e.getMessage() == null || !e.getMessage().contains("JMH lock"))
                    throw e;
                Thread.sleep(LOCK_MILLIS);
            }
    }

    /** JMH wraps what happened in the fork; the innermost message says it. */
    static String reason(Throwable failure) {
        var open = new ArrayDeque<>(List.of(failure));
        Throwable innermost = failure;
        while (!open.isEmpty()) {
            innermost = open.poll();
            if (innermost.getCause() != null)
                open.add(innermost.getCause());
            open.addAll(Arrays.asList(innermost.getSuppressed()));
        }
        boolean plain = innermost instanceof AssertionError || innermost instanceof IllegalArgumentException;
        return plain ? innermost.getMessage() : innermost.toString();
    }
}
