package dev.lanewise.guide;

import dev.lanewise.benchmarks.BenchmarkException;
import dev.lanewise.benchmarks.Family;
import dev.lanewise.benchmarks.Implementations;
import dev.lanewise.benchmarks.report.Comparison;
import dev.lanewise.benchmarks.report.CurveChart;
import dev.lanewise.benchmarks.report.Measured;
import dev.lanewise.benchmarks.report.Page;
import dev.lanewise.benchmarks.report.Results;
import dev.lanewise.benchmarks.report.Table;
import dev.lanewise.benchmarks.run.Effort;
import dev.lanewise.benchmarks.run.Request;
import dev.lanewise.benchmarks.run.RoundRobin;
import dev.lanewise.benchmarks.run.Series;
import dev.lanewise.benchmarks.run.Suite;
import dev.lanewise.compute.ComputeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code bench}: times loops, SIMD, OpenCL and peers side by side. */
@Command(name = "bench", mixinStandardHelpOptions = true, versionProvider = Versions.class,
        description = {"Times loops, SIMD, OpenCL and other libraries side by side: one process of each in turn, each "
                + "result compared with double precision before it is timed.",
                "Writes DIR/NAME-TIME.json and .html; without a name it takes one family for each operation, with "
                        + "--peers --quick squares, layers and steps."})
final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "NAME",
            description = "matmul, activations, elementwise, softmax, reductions, batchnorm, optimizers, dropout, "
                    + "train, mlp, batched, extreme, forkjoin, predict, coldstart.")
    private List<String> names = List.of();

    @Option(names = "--tasks", split = ",", paramLabel = "TASK",
            description = "Which of their tasks, as docs/benchmarks.md writes them, such as gemm:512x512x512.")
    private List<String> tasks = List.of();

    @Option(names = "--quick", description = "One process of each and a few shapes: some three minutes, indicative.")
    private boolean quick;

    @Option(names = "--peers", description = "Times other libraries too; says how to build them if they are not.")
    private boolean peers;

    @Option(names = "--avx2",
            description = "All do without AVX-512, to see what a processor without it would; leaves OpenCL out.")
    private boolean avx2;

    @Option(names = "--threads", split = ",", paramLabel = "N",
            description = "Numbers of threads, 0 for all; 1 and all without it, all alone with --quick.")
    private List<Integer> threads = List.of();

    @Option(names = "--device", paramLabel = "NAME", defaultValue = "",
            description = "Which OpenCL device: its number as doctor shows it, or part of its name; the best without.")
    private String device;

    @Option(names = "--rounds", paramLabel = "N",
            description = "Processes of each implementation; 5, or 1 with --quick.")
    private int rounds;

    @Option(names = "--implementations", split = ",", paramLabel = "NAME",
            description = "Which ones, such as loops,simd; all without it.")
    private List<String> implementations = List.of();

    @Option(names = "--reference", paramLabel = "NAME", defaultValue = "",
            description = "What the others are compared with; the best peer, or loops, without it.")
    private String reference;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "results", description = "Folder of results: results.")
    private Path out;

    @Option(names = "--render", paramLabel = "FILE",
            description = "Measures nothing: makes the page, picture (.svg) and table (.md) of a results file.")
    private Path render;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        try {
            return render == null ? measure() : render();
        } catch (BenchmarkException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private int measure() {
        var suite = new Suite(request());
        Implementations.unusable().forEach(line -> output.note("not timed: " + line));
        suite.missing().forEach(line -> output.note("not timed: " + line));
        output.note(String.format(Locale.ROOT, "%d processes, about %s%s", suite.forks(), length(suite.seconds()),
                quick ? "; indicative: vector code can differ from process to process" : ""));
        var printer = new Printer(suite.forks());
        // Written after each task, so that a run that is ended keeps what it has.
        var results = suite.run(printer, soFar -> {
            printer.task(soFar);
            Results.write(file(soFar, ".json"), soFar.toJson());
            Interruption.leaves("what was measured is in " + file(soFar, ".json"));
        });
        Interruption.leaves("");
        var comparison = new Comparison(results);
        comparison.summary().forEach(output::line);
        comparison.ceilings().forEach(output::line);
        if (avx2)
            output.line("all of it without AVX-512: figures of AVX2");
        var json = file(results, ".json");
        var page = file(results, ".html");
        Results.write(page, new Page(results).html());
        output.json(json(results, json));
        output.line("results " + json + ", page " + page);
        if (!results.failed().isEmpty())
            throw new CommandException(String.join("; ", results.failed()));
        return 0;
    }

    private Path file(Results results, String ending) {
        return out.resolve(results.name() + (results.avx2() ? "-avx2" : "") + (quick ? "-quick-" : "-")
                + results.time().replaceAll("[-:]", "").replace('T', '-') + ending);
    }

    private int render() {
        var results = Results.read(render);
        String stem = render.getFileName().toString().replaceFirst("\\.json$", "");
        var page = render.resolveSibling(stem + ".html");
        Results.write(page, new Page(results).html());
        output.line("page " + page);
        CurveChart.of(results).ifPresent(chart -> {
            var picture = render.resolveSibling(stem + ".svg");
            Results.write(picture, chart.standalone());
            output.line("picture " + picture);
            var table = render.resolveSibling(stem + ".md");
            Results.write(table, CurveChart.markdown(results));
            output.line("table " + table);
        });
        output.json(Map.of("page", page.toString()));
        return 0;
    }

    /** Each process would refuse a device that there is not. */
    private void checkDevice() {
        if (!device.isEmpty())
            BackendOptions.named("opencl", ComputeOptions.DEFAULT.withDevice(device)).close();
    }

    private Request request() {
        checkDevice();
        int all = Runtime.getRuntime().availableProcessors();
        for (int count : threads)
            UsageException.require(count >= 0 && count <= all, "--threads", count, "0 to " + all + " here");
        UsageException.require(rounds >= 0, "--rounds", rounds, "at least 1");
        var effort = quick ? Effort.QUICK : Effort.FULL;
        var counts = !threads.isEmpty() ? threads : quick || all == 1 ? List.of(0) : List.of(1, 0);
        String home = System.getProperty("lanewise.home");
        return new Request(families(), tasks, quick, rounds > 0 ? effort.withRounds(rounds) : effort,
                counts.stream().map(count -> count == 0 ? all : count).distinct().toList(), device, implementations,
                peers, reference(),
                home == null ? null : Path.of(home), avx2, output.verbose());
    }

    /** Where no peer and no loops take part, the first that was named serves. */
    private String reference() {
        boolean nothing = reference.isEmpty() && !peers && !implementations.isEmpty()
                && !implementations.contains("loops");
        return nothing ? implementations.getFirst() : reference;
    }

    private List<Family> families() {
        if (names.isEmpty())
            return peers && quick && tasks.isEmpty() ? Family.quickWithPeers() : Family.standard();
        try {
            return names.stream().map(Family::of).distinct().toList();
        } catch (IllegalArgumentException e) {
            throw new UsageException("bench: " + e.getMessage());
        }
    }

    private static String length(double seconds) {
        return seconds < 180 ? Math.round(seconds) + " s" : String.format(Locale.ROOT, "%.0f minutes", seconds / 60);
    }

    private static Map<String, Object> json(Results results, Path file) {
        var comparison = new Comparison(results);
        var object = new LinkedHashMap<String, Object>();
        object.put("results", file.toString());
        object.put("quick", results.quick());
        object.put("machine", results.machine());
        object.put("reference", comparison.referenceName());
        object.put("measurements", results.measured().stream().map(m -> json(m, comparison)).toList());
        object.put("failed", results.failed());
        return object;
    }

    private static Map<String, Object> json(Measured m, Comparison comparison) {
        var object = new LinkedHashMap<String, Object>();
        object.put("family", m.family());
        object.put("operation", m.operation());
        object.put("shape", m.shape());
        object.put("implementation", m.implementation());
        object.put("threads", m.threads());
        object.put("median_ns", m.nanos());
        object.put("lowest_ns", m.lowNanos());
        object.put("highest_ns", m.highNanos());
        object.put("gflops", m.gigaflops());
        object.put("gbytes_per_second", m.gigabytes());
        object.put("share_of_ceiling", m.cold() ? null : comparison.share(m));
        for (int mark : Table.MARKS)
            if (mark <= m.curveLength())
                object.put("done_after_" + mark + "_s", m.done(mark));
        object.put("times_reference", comparison.ratio(m).map(Comparison.Ratio::median).orElse(null));
        return object;
    }

    /** Prints each task's rows when they are complete, and what is running meanwhile. */
    private final class Printer implements RoundRobin.Listener {
        private final int forks;
        private final long start = System.nanoTime();
        private int started;
        private int printed;
        private List<String> above = List.of();

        Printer(int forks) { this.forks = forks; }

        @Override
        public void starting(Series series, int round) {
            started++;
            double left = (System.nanoTime() - start) * 1e-9 / Math.max(started - 1, 1) * (forks - started + 1);
            output.note(String.format(Locale.ROOT, "[%d/%d%s] round %d: %s", started, forks,
                    started > 1 ? ", " + length(left) + " left" : "", round, series));
        }

        @Override
        public void failed(String message) { output.note("failed: " + message); }

        void task(Results soFar) {
            var table = new Table(new Comparison(soFar));
            for (var m : soFar.measured().subList(printed, soFar.measured().size())) {
                var headings = table.headings(m);
                if (!headings.equals(above))
                    output.line(Table.line(headings));
                above = headings;
                output.line(Table.line(table.cells(m)));
            }
            printed = soFar.measured().size();
        }
    }
}
