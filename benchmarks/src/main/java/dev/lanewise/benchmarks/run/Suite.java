package dev.lanewise.benchmarks.run;

import dev.lanewise.benchmarks.Avx2;
import dev.lanewise.benchmarks.BenchmarkException;
import dev.lanewise.benchmarks.Family;
import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Implementations;
import dev.lanewise.benchmarks.PredictionImplementation;
import dev.lanewise.benchmarks.PredictionTask;
import dev.lanewise.benchmarks.Task;
import dev.lanewise.benchmarks.TrainingImplementation;
import dev.lanewise.benchmarks.TrainingTask;
import dev.lanewise.benchmarks.report.Machine;
import dev.lanewise.benchmarks.report.Measured;
import dev.lanewise.benchmarks.report.Results;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** A run of the suite: which series there are, in which order, and what they came to. */
public final class Suite {
    /** ISO 8601, the seconds also where they are zero. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private final Request request;
    private final List<Path> peersPath;
    private final Implementations implementations;
    private final List<PythonPeer> python;
    private final List<String> missing = new ArrayList<>();
    private final Map<String, List<Series>> groups;

    /**
     * Plans a run.
     *
     * @throws BenchmarkException if peers are asked for and not built, a name is unknown, or nothing is left to measure
     */
    public Suite(Request request) {
        this.request = request;
        peersPath = request.peers() ? PeersPath.find(sources()) : List.of();
        implementations = request.peers()
                ? Implementations.own().withPeers(PeersPath.loader(peersPath))
                : Implementations.own();
        checkNames();
        checkTasks();
        checkAvx2();
        python = python();
        groups = plan();
        if (groups.isEmpty())
            throw new BenchmarkException("bench: none of the implementations has any of the tasks");
    }

    /** Returns one line for each library of another language that would be timed and is not there. */
    public List<String> missing() {
        return List.copyOf(missing);
    }

    /** Returns the number of processes that will run. */
    public int forks() {
        return request.effort().rounds() * groups.values().stream().mapToInt(List::size).sum();
    }

    /** Returns about how long it will take. */
    public double seconds() {
        long cold = groups.values().stream().flatMap(List::stream).filter(series -> series.family().cold()).count()
                * request.effort().rounds();
        return cold * (ColdStartLauncher.length(request.quick()) + ColdStartLauncher.REST)
                + (forks() - cold) * request.effort().secondsPerFork();
    }

    /** Returns the series of each task, in the order of the run. */
    Map<String, List<Series>> groups() {
        return groups;
    }

    /**
     * Runs all of it.
     *
     * @param listener is told about each process
     * @param eachTask gets the figures so far whenever a task is done
     */
    public Results run(RoundRobin.Listener listener, Consumer<Results> eachTask) {
        var cold = new ColdStartLauncher(ColdStartLauncher.length(request.quick()), request.device(),
                implementations.peers(), peersPath, request.verbose());
        var warm = new JmhLauncher(request.effort(), request.device(), peersPath, request.avx2(), request.verbose());
        return run((series, iterations) -> (series.family().cold() ? cold : warm).launch(series, iterations), listener,
                eachTask);
    }

    Results run(RoundRobin.Launcher launcher, RoundRobin.Listener listener, Consumer<Results> eachTask) {
        var robin = new RoundRobin(request.effort(), launcher, listener);
        String start = LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
        String name = request.families().stream().map(Family::label).collect(Collectors.joining("-"));
        boolean cold = request.families().stream().anyMatch(Family::cold);
        var machine = Machine.here(request.sources(),
                cold ? ColdStartLauncher.FLAGS : JmhLauncher.flags(request.avx2()));
        var measured = new ArrayList<Measured>();
        var failed = new ArrayList<String>();
        Results results = null;
        for (var group : groups.values()) {
            robin.run(group).forEach((series, outcome) -> {
                if (outcome.failure() == null)
                    measured.add(measured(series, outcome.forks()));
                else
                    failed.add(outcome.failure());
            });
            results = new Results(request.families().equals(Family.standard()) ? "standard" : name, start,
                    request.quick(), request.effort().rounds(), request.reference(), machine, List.copyOf(measured),
                    List.copyOf(failed));
            eachTask.accept(results);
        }
        return results;
    }

    private Path sources() {
        if (request.sources() == null)
            throw new BenchmarkException("--peers: needs Lanewise's sources; start it as ./lanewise bench");
        return request.sources();
    }

    private void checkNames() {
        var known = implementations.names();
        if (request.peers())
            for (var peer : PythonPeer.values())
                known.add(peer.label());
        var asked = new ArrayList<>(request.implementations());
        if (!request.reference().isEmpty())
            asked.add(request.reference());
        for (String name : asked)
            if (!known.contains(name))
                throw new BenchmarkException("bench: there is no implementation " + name + " here; there are "
                        + String.join(", ", known));
    }

    private void checkTasks() {
        var known = request.families().stream().flatMap(family -> family.tasks(false).stream()).distinct().toList();
        for (String task : request.tasks())
            if (!known.contains(task))
                throw new BenchmarkException("bench: there is no task " + task + " here; there are "
                        + String.join(", ", known));
    }

    private void checkAvx2() {
        if (!request.avx2())
            return;
        if (!List.of("amd64", "x86_64").contains(System.getProperty("os.arch")))
            throw new BenchmarkException("--avx2: needs an x86 processor, this is " + System.getProperty("os.arch"));
        if (request.families().stream().anyMatch(Family::cold))
            throw new BenchmarkException("--avx2: coldstart has no part in it: the cache of classes is made for all "
                    + "that the processor has");
    }

    /** Python is looked for where it can take part. */
    private List<PythonPeer> python() {
        if (!request.peers() || request.families().stream().noneMatch(Family::cold))
            return List.of();
        var found = new ArrayList<PythonPeer>();
        for (var peer : PythonPeer.values())
            if (wanted(peer.label()) && peer.interpreter().isPresent())
                found.add(peer);
            else if (wanted(peer.label()))
                missing.add(peer.missing());
        return found;
    }

    /** A task that stands in several families is measured once, in the first; a cold start is another measurement. */
    private Map<String, List<Series>> plan() {
        var plan = new LinkedHashMap<String, List<Series>>();
        for (var family : request.families())
            for (String task : tasks(family)) {
                var series = new ArrayList<>(series(family, task));
                for (var peer : family.cold() ? python : List.<PythonPeer>of())
                    for (int threads : threads(t -> peer.supports(task, t)))
                        series.add(new Series(family, task, peer.label(), threads));
                if (!series.isEmpty())
                    plan.putIfAbsent(family.cold() ? family.label() + " " + task : task, series);
            }
        return plan;
    }

    /** A task that is named is wanted, quick or not. */
    private List<String> tasks(Family family) {
        return request.tasks().isEmpty()
                ? family.tasks(request.quick())
                : family.tasks(false).stream().filter(request.tasks()::contains).toList();
    }

    private List<Series> series(Family family, String task) {
        if (Family.isPrediction(task))
            return prediction(family, task);
        return Family.isTraining(task) ? training(family, task) : operation(family, task);
    }

    private List<Series> operation(Family family, String text) {
        var task = Task.parse(text);
        var series = new ArrayList<Series>();
        for (Implementation i : implementations.operations())
            if (wanted(i.name())) {
                var counts = threads(t -> i.supports(task, t));
                if (!counts.isEmpty() && isThere(i))
                    counts.forEach(threads -> add(series, new Series(family, text, i.name(), threads)));
            }
        return series;
    }

    /** What is not there is told once, and only where it would take part. */
    private boolean isThere(Implementation implementation) {
        var reason = implementation.missing().map(remedy -> implementation.name() + ": " + remedy);
        reason.filter(line -> !missing.contains(line)).ifPresent(missing::add);
        return reason.isEmpty();
    }

    private List<Series> training(Family family, String text) {
        var task = TrainingTask.parse(text);
        var series = new ArrayList<Series>();
        for (TrainingImplementation i : implementations.trainings())
            if (wanted(i.name()))
                for (int threads : threads(t -> i.supports(task, t)))
                    add(series, new Series(family, text, i.name(), threads));
        return series;
    }

    private List<Series> prediction(Family family, String text) {
        var task = PredictionTask.parse(text);
        var series = new ArrayList<Series>();
        for (PredictionImplementation i : implementations.predictions())
            if (wanted(i.name()))
                for (int threads : threads(t -> i.supports(task, t)))
                    add(series, new Series(family, text, i.name(), threads));
        return series;
    }

    /**
     * From cold, recording for replay says nothing, and SIMD, which has the most to load, starts in several ways. A
     * predictor knows of no amount of work.
     */
    private static void add(List<Series> all, Series series) {
        String name = series.implementation();
        boolean cold = series.family().cold();
        if (!cold || !name.endsWith(Implementations.PLANNED))
            all.add(series);
        if (!cold || !name.equals("simd"))
            return;
        boolean counted = !Family.isPrediction(series.task());
        if (counted)
            all.add(series.variant(ColdStartLauncher.LITTLE));
        if (ColdStartLauncher.hasCache()) {
            all.add(series.variant(ColdStartLauncher.CACHED));
            if (counted)
                all.add(series.variant(ColdStartLauncher.LITTLE + ColdStartLauncher.CACHED));
        }
    }

    /** The ceiling belongs to every figure. */
    private boolean wanted(String name) {
        if (request.avx2() && Avx2.leavesOut(name))
            return false;
        return request.implementations().isEmpty() || request.implementations().contains(name)
                || name.equals("ceiling") || name.equals(request.reference());
    }

    /** What knows one thread alone runs on one, whatever is asked for, to be compared with. */
    private List<Integer> threads(IntPredicate supported) {
        var chosen = request.threads().stream().filter(supported::test).toList();
        return chosen.isEmpty() && supported.test(1) ? List.of(1) : chosen;
    }

    private Measured measured(Series series, List<RoundRobin.Fork> forks) {
        if (Family.isPrediction(series.task())) {
            var task = PredictionTask.parse(series.task());
            return measured(series, forks, "predict", "first prediction", task.shape(), task.callers() * task.flops(),
                    task.callers() * task.bytes(), task.callers() * task.batch());
        }
        if (Family.isTraining(series.task())) {
            var task = TrainingTask.parse(series.task());
            return measured(series, forks, "step", "first step", task.shape(), task.flops(), task.bytes(),
                    task.batch());
        }
        var task = Task.parse(series.task());
        return measured(series, forks, task.operation(), "first product", task.shape(), task.flops(), task.bytes(), 0);
    }

    /** Most of a cold start is no work of the task: it has no rate. */
    private Measured measured(Series series, List<RoundRobin.Fork> forks, String operation, String first, String shape,
            double flops, double bytes, int samples) {
        boolean cold = series.family().cold();
        boolean peer = implementations.peers().contains(series.implementation())
                || PythonPeer.named(series.implementation()).isPresent();
        return new Measured(series.family().label(), series.task(), cold ? first : operation, shape,
                series.implementation(), peer, series.threads(), forks.getLast().version(), cold ? 0 : flops,
                cold ? 0 : bytes, samples, forks.stream().map(RoundRobin.Fork::nanos).toList(),
                forks.stream().map(RoundRobin.Fork::curve).filter(Objects::nonNull).toList());
    }
}
