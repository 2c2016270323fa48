package dev.lanewise.guide;

import dev.lanewise.benchmarks.BenchmarkException;
import dev.lanewise.benchmarks.BenchmarkRunner;
import dev.lanewise.benchmarks.Family;
import dev.lanewise.benchmarks.Measurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code bench}: times the backends side by side. */
@Command(name = "bench", mixinStandardHelpOptions = true, versionProvider = Versions.class,
        description = "Times loops, SIMD and OpenCL side by side; each result is compared with double precision "
                + "before it is timed.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "NAME",
            description = "matmul, activations, batchnorm, train; all without a name.")
    private List<String> names = List.of();

    @Option(names = "--quick",
            description = "One Java process for each benchmark instead of five: under two minutes, indicative.")
    private boolean quick;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        var families = families();
        BenchmarkRunner.missingBackends().forEach(line -> output.note("not timed: " + line));
        if (quick)
            output.note("one process for each benchmark: indicative; vector code can differ from process to process");
        List<Measurement> measurements = new ArrayList<>();
        output.line(String.format("%-18s %-26s %-7s %12s %25s %9s %8s %9s", "operation", "size", "backend",
                "median us", "lowest .. highest us", "GFLOP/s", "GB/s", "vs loops"));
        var loops = new HashMap<String, Double>();
        for (var family : families) {
            try {
                for (var m : BenchmarkRunner.run(List.of(family), quick, output.verbose())) {
                    measurements.add(m);
                    loops.putIfAbsent(m.operation() + m.size(), m.medianNanos());
                    output.line(row(m, loops.get(m.operation() + m.size())));
                }
            } catch (BenchmarkException e) {
                throw new CommandException(e.getMessage(), e);
            }
        }
        output.json(Map.of("quick", quick, "platform", Versions.platform(), "java", Versions.java(), "measurements",
                measurements.stream().map(BenchCommand::json).toList()));
        return 0;
    }

    private List<Family> families() {
        if (names.isEmpty())
            return List.of(Family.values());
        var families = new ArrayList<Family>();
        for (String name : names)
            families.add(Arrays.stream(Family.values()).filter(f -> f.label().equals(name)).findFirst().orElseThrow(
                    () -> new UsageException("bench: there is no " + name + "; there are "
                            + String.join(", ", Arrays.stream(Family.values()).map(Family::label).toList()))));
        return families;
    }

    private static String row(Measurement m, double loopNanos) {
        return String.format(Locale.ROOT, "%-18s %-26s %-7s %12.1f %12.1f ..%10.1f %9.2f %8.2f %8.1fx", m.operation(),
                m.size(), m.backend(), m.medianNanos() / 1e3, m.lowNanos() / 1e3, m.highNanos() / 1e3, m.gigaflops(),
                m.gigabytes(), loopNanos / m.medianNanos());
    }

    private static Map<String, Object> json(Measurement m) {
        var object = new LinkedHashMap<String, Object>();
        object.put("operation", m.operation());
        object.put("size", m.size());
        object.put("backend", m.backend());
        object.put("median_ns", m.medianNanos());
        object.put("lowest_ns", m.lowNanos());
        object.put("highest_ns", m.highNanos());
        object.put("gflops", m.gigaflops());
        object.put("gbytes_per_second", m.gigabytes());
        return object;
    }
}
