package dev.lanewise.benchmarks;

import dev.lanewise.compute.spi.Backends;
import dev.lanewise.compute.spi.ComputeProvider;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Runs families of benchmarks on the usable backends, each backend in Java processes of its own. */
public final class BenchmarkRunner {
    /** The order in the table: the plain loops first, since everything is compared with them. */
    private static final List<String> BACKENDS = List.of("loops", "simd", "opencl");
    /** Vector code runs at one of two speeds, by the fork: five show it. A quick look takes one, and says so. */
    private static final int FORKS = 5;

    private BenchmarkRunner() {}

    /** Returns the backends that can be timed here. */
    public static List<String> usableBackends() {
        var usable = Backends.providers().stream().filter(p -> p.probe().usable()).map(ComputeProvider::name).toList();
        return BACKENDS.stream().filter(usable::contains).toList();
    }

    /** Returns one line for each backend that cannot be timed here. */
    public static List<String> missingBackends() {
        return Backends.providers().stream().filter(p -> BACKENDS.contains(p.name()) && !p.probe().usable())
                .map(p -> p.name() + ": " + p.probe().reason() + ". " + p.probe().remedy()).toList();
    }

    /**
     * Runs the benchmarks. Every operation is compared with its reference before it is timed; a wrong one fails the
     * run.
     *
     * @param families what to run
     * @param quick one process for each benchmark instead of {@value #FORKS}, and shorter iterations
     * @param verbose whether JMH prints its own protocol to standard output
     * @throws BenchmarkException if a benchmark fails
     */
    public static List<Measurement> run(Collection<Family> families, boolean quick, boolean verbose) {
        var measurements = new ArrayList<Measurement>();
        for (var family : families)
            for (var result : run(family, quick, verbose))
                measurements.add(measurement(family, result));
        return measurements;
    }

    private static Collection<RunResult> run(Family family, boolean quick, boolean verbose) {
        var options = new OptionsBuilder().include(family.pattern())
                .param("backend", usableBackends().toArray(String[]::new))
                .forks(quick ? 1 : FORKS)
                .warmupIterations(quick ? 3 : 5).warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
                .measurementIterations(5).measurementTime(TimeValue.milliseconds(quick ? 300 : 1000))
                .jvmArgs("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow")
                .shouldFailOnError(true)
                .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT)
                .build();
        try {
            return new Runner(options).run();
        } catch (RunnerException e) {
            throw new BenchmarkException("benchmark " + family.label() + ": " + e.getMessage(), e);
        }
    }

    private static Measurement measurement(Family family, RunResult result) {
        var nanos = result.getBenchmarkResults().stream().flatMap(fork -> fork.getIterationResults().stream())
                .map(IterationResult::getPrimaryResult).mapToDouble(r -> r.getScore()).sorted().toArray();
        int n = nanos.length;
        double median = (nanos[(n - 1) / 2] + nanos[n / 2]) / 2;
        return family.measurement(result.getParams(), median, nanos[0], nanos[n - 1]);
    }
}
