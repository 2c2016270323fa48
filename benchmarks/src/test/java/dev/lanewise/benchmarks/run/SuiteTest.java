package dev.lanewise.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.benchmarks.Avx2;
import dev.lanewise.benchmarks.BenchmarkException;
import dev.lanewise.benchmarks.Curve;
import dev.lanewise.benchmarks.Family;
import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import dev.lanewise.benchmarks.report.Comparison;
import dev.lanewise.benchmarks.report.Measured;
import dev.lanewise.benchmarks.report.Page;
import dev.lanewise.benchmarks.report.Results;
import dev.lanewise.benchmarks.report.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which series a run has, and what becomes of them; no process is started. */
class SuiteTest {
    private static final RoundRobin.Listener SILENT = new RoundRobin.Listener() {
        @Override
        public void starting(Series series, int round) {}

        @Override
        public void failed(String message) {}
    };

    private static Request request(List<Family> families, List<Integer> threads, String... implementations) {
        return new Request(families, List.of(), true, Effort.QUICK, threads, "", List.of(implementations), false, "",
                null, false, false);
    }

    @Test
    void oneThreadedLoopsStandBesideAnyNumberOfThreads() {
        var groups = new Suite(request(List.of(Family.MATMUL), List.of(2), "loops", "simd")).groups();
        assertEquals(List.of("fma:16384x16384", "gemm:64x64x64", "gemm:512x512x512"), List.copyOf(groups.keySet()));
        var product = groups.get("gemm:64x64x64").stream().map(s -> s.implementation() + s.threads()).toList();
        assertTrue(product.contains("loops1"), product.toString());
        assertFalse(product.contains("simd1"), product.toString());
        assertEquals("ceiling", groups.get("fma:16384x16384").getFirst().implementation());
    }

    @Test
    void aTaskOfSeveralFamiliesIsMeasuredOnce() {
        var groups = new Suite(request(Family.standard(), List.of(1))).groups();
        assertEquals(1, groups.keySet().stream().filter("copy:1024x1024"::equals).count());
        assertTrue(groups.containsKey("784-512-256-10:batch128"));
        assertFalse(groups.containsKey("gemm:128x784x512"));
    }

    @Test
    void aColdStartIsAnotherMeasurementOfTheSameTask() {
        var groups = new Suite(request(List.of(Family.MATMUL, Family.COLDSTART), List.of(1))).groups();
        var cold = groups.get("coldstart gemm:512x512x512").stream().map(Series::implementation).toList();
        assertTrue(groups.get("gemm:512x512x512").stream().noneMatch(series -> series.family().cold()));
        assertTrue(cold.containsAll(List.of("ijk", "loops", "simd", "simd-little")), cold.toString());
        assertTrue(cold.stream().noneMatch(name -> name.endsWith("-plan")), cold.toString());
        assertFalse(cold.contains("simd-cached"), "there is no cache here");
    }

    /** Each caller's time, and the rate of all of them. */
    @Test
    void callersPredictTogether() {
        var request = new Request(List.of(Family.PREDICT), List.of(), false, Effort.QUICK, List.of(2), "",
                List.of("ikj", "simd"),
                false, "", null, false, false);
        var results = new Suite(request).run((_, _) -> new RoundRobin.Fork("v", List.of(2000.0)), SILENT, _ -> {});
        var measured = results.measured().stream().filter(m -> m.task().equals("predict:64-128-10:batch1:callers8"))
                .toList();
        assertEquals(List.of("ikj", "simd"), measured.stream().map(Measured::implementation).toList());
        for (var m : measured) {
            assertEquals(1, m.threads());
            assertEquals("64-128-10, batch 1, 8 callers", m.shape());
            assertEquals(2000.0, m.nanos());
            assertEquals(8 * 1e9 / 2000, m.samplesPerSecond());
            assertEquals(8 * 2 * (64 * 128 + 128 * 10) / 2000.0, m.rate());
        }
    }

    /** A first result has no rate, but a ratio; work is the median of the processes, which begin at different times. */
    @Test
    void aColdStartIsToldInSecondsAndInWorkDone() {
        var request = new Request(List.of(Family.COLDSTART), List.of("64-256-128-10:batch32:digits"), false,
                Effort.QUICK.withRounds(3), List.of(1), "", List.of("loops", "simd"), false, "", null, false, false);
        var curves = List.of("0.5:1 1.0:101 2.0:301 5.0:3001", "0.6:1 1.0:51 2.0:201 5.0:2001",
                "0.7:1 1.0:11 2.0:101 5.0:1001");
        var rounds = new HashMap<Series, Integer>();
        var results = new Suite(request).run((series, _) -> new RoundRobin.Fork("v",
                series.implementation().equals("loops")
                        ? Curve.parse("1.2:1 5.0:11")
                        : Curve.parse(curves.get(rounds.merge(series, 1, Integer::sum) - 1))),
                SILENT, _ -> {});
        assertEquals(List.of("loops", "simd", "simd-little"),
                results.measured().stream().map(Measured::implementation).toList());
        var comparison = new Comparison(results);
        var table = new Table(comparison);
        var simd = results.measured().get(1);
        assertEquals(List.of("first step", "64-256-128-10, batch 32, digits", "simd", "1", "0.60", "0.50 .. 0.70",
                "1,630", "6,430", "64,000", "2.00 (1.71 .. 2.40)"), table.cells(simd));
        assertEquals(List.of("first s", "lowest .. highest s", "by 1 s", "by 2 s", "by 5 s"),
                table.headings(simd).subList(4, 9));
        assertEquals("0", table.cells(results.measured().getFirst()).get(6));
        String page = new Page(results).html();
        assertTrue(page.contains("Ahead after 1 s: simd, 1,630 (1.00 times simd-little); after 2 s: simd, 6,430"),
                page);
        assertTrue(page.contains("first result 2.00 times as fast as loops"), page);
        assertFalse(page.contains("NaN"), page);
    }

    @Test
    void namedTasksAloneAreTimed() {
        var all = new Suite(new Request(List.of(Family.COLDSTART), List.of("784-512-256-10:batch128"), true,
                Effort.QUICK, List.of(1), "", List.of(), false, "", null, false, false)).groups();
        assertEquals(List.of("coldstart 784-512-256-10:batch128"), List.copyOf(all.keySet()));
    }

    @Test
    void quickStaysUnderTwoMinutesByItsOwnEstimate() {
        int all = Runtime.getRuntime().availableProcessors();
        var suite = new Suite(request(Family.standard(), List.of(all)));
        assertEquals(suite.forks() * Effort.QUICK.secondsPerFork(), suite.seconds());
        assertTrue(suite.seconds() < 120, suite.forks() + " processes, " + suite.seconds() + " s");
    }

    /** What cannot be told to do without AVX-512 is left out, the flags stand in the results. */
    @Test
    void withoutAvx512EveryProcessIsToldSo() {
        assumeTrue(List.of("amd64", "x86_64").contains(System.getProperty("os.arch")), "skipped: needs x86");
        var request = new Request(List.of(Family.MATMUL), List.of(), true, Effort.QUICK, List.of(1), "", List.of(),
                false, "", null, true, false);
        var suite = new Suite(request);
        var names = suite.groups().get("gemm:64x64x64").stream().map(Series::implementation).toList();
        assertTrue(names.contains("simd"), names.toString());
        assertTrue(names.stream().noneMatch(name -> name.startsWith("opencl")), names.toString());
        var results = suite.run((_, _) -> new RoundRobin.Fork("v", List.of(1000.0)), SILENT, _ -> {});
        assertTrue(results.avx2());
        assertTrue(results.machine().flags().containsAll(Avx2.FLAGS), results.machine().flags().toString());
        String page = new Page(results).html();
        assertTrue(page.contains("<h1>Lanewise benchmarks: matmul, AVX2 alone, quick look</h1>"), page);
        assertTrue(page.contains("Product of two square matrices, 1 thread, AVX2 alone"), page);
        var cold = new Request(List.of(Family.COLDSTART), List.of(), true, Effort.QUICK, List.of(1), "", List.of(),
                false, "", null, true, false);
        assertTrue(assertThrows(BenchmarkException.class, () -> new Suite(cold)).getMessage()
                .startsWith("--avx2: coldstart has no part in it"));
        var usual = new Suite(request(List.of(Family.MATMUL), List.of(1), "loops"));
        assertFalse(usual.run((_, _) -> new RoundRobin.Fork("v", List.of(1000.0)), SILENT, _ -> {}).avx2());
    }

    @Test
    void figuresArriveTaskByTaskAndFailuresByName() {
        var suite = new Suite(request(List.of(Family.MATMUL), List.of(1), "ijk", "loops"));
        var seen = new ArrayList<Integer>();
        RoundRobin.Launcher launcher = (series, _) -> {
            if (series.implementation().equals("ijk"))
                throw new ForkFailure("does not add up");
            return new RoundRobin.Fork("test 1.0", List.of(3.0, 1.0, 2.0));
        };
        Results results = suite.run(launcher, SILENT, soFar -> seen.add(soFar.measured().size()));
        assertEquals(List.of(1, 2, 3), seen);
        assertEquals(2, results.failed().size());
        assertEquals("ijk on gemm:64x64x64 with 1 thread: does not add up", results.failed().getFirst());
        assertEquals(2, results.measured().getLast().nanos());
        assertEquals("test 1.0", results.measured().getLast().version());
        assertEquals("matmul", results.name());
        assertTrue(results.time().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d"), results.time());
    }

    @Test
    void unknownNamesAndMissingPeersAreRefusedInOneLine(@TempDir Path sources) throws Exception {
        var unknown = assertThrows(BenchmarkException.class,
                () -> new Suite(request(List.of(Family.MATMUL), List.of(1), "atlas")));
        assertTrue(unknown.getMessage().contains("there is no implementation atlas here"), unknown.getMessage());
        var peer = assertThrows(BenchmarkException.class,
                () -> new Suite(request(List.of(Family.COLDSTART), List.of(1), "scikit-learn")));
        assertTrue(peer.getMessage().contains("there is no implementation scikit-learn here"), peer.getMessage());
        var unknownTask = assertThrows(BenchmarkException.class,
                () -> new Suite(new Request(List.of(Family.COLDSTART), List.of("gemm:512x512x512", "gemm:5x5x5"), true,
                        Effort.QUICK, List.of(1), "", List.of(), false, "", null, false, false)));
        assertTrue(unknownTask.getMessage().startsWith("bench: there is no task gemm:5x5x5 here; there are gemm:512x"),
                unknownTask.getMessage());
        var withPeers = withPeers(Family.MATMUL, sources);
        var missing = assertThrows(BenchmarkException.class, () -> new Suite(withPeers));
        assertTrue(missing.getMessage().contains(PeersPath.COMMAND), missing.getMessage());
        var file = sources.resolve(PeersPath.FILE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, sources.resolve("gone.jar") + "\n");
        var gone = assertThrows(BenchmarkException.class, () -> new Suite(withPeers));
        assertTrue(gone.getMessage().contains("gone.jar is gone"), gone.getMessage());
        Files.writeString(file, sources + "\n");
        assertFalse(new Suite(withPeers).groups().isEmpty());
        assertEquals(List.of(), new Suite(withPeers).missing(), "Python has no part in other families");
    }

    /** A peer whose library is on no machine. */
    public static final class Absent implements Implementation {
        @Override
        public String name() { return "absent"; }

        @Override
        public String version() { throw new AssertionError("is not there"); }

        @Override
        public boolean supports(Task task, int threads) { return task.isProduct(); }

        @Override
        public Optional<String> missing() { return Optional.of("there is no libabsent.so"); }

        @Override
        public Session open(Task task, int threads) { throw new AssertionError("is not there"); }
    }

    @Test
    void aPeerThatIsNotThereIsToldOnceAndOnlyWhereItWouldTakePart(@TempDir Path sources) throws Exception {
        var path = sources.resolve(PeersPath.FILE);
        Files.createDirectories(path.getParent());
        Files.writeString(path, sources + "\n");
        var services = sources.resolve("META-INF/services/" + Implementation.class.getName());
        Files.createDirectories(services.getParent());
        Files.writeString(services, Absent.class.getName() + "\n");
        var products = new Suite(withPeers(Family.MATMUL, sources));
        assertEquals(List.of("absent: there is no libabsent.so"), products.missing());
        assertTrue(products.groups().values().stream().flatMap(List::stream)
                .noneMatch(series -> series.implementation().equals("absent")));
        assertEquals(List.of(), new Suite(withPeers(Family.DROPOUT, sources)).missing());
    }

    private static Request withPeers(Family family, Path sources) {
        return new Request(List.of(family), List.of(), true, Effort.QUICK, List.of(1), "", List.of(), true, "",
                sources, false, false);
    }

    @Test
    void jmhKnowsEveryBenchmarkThatTheSuiteAsksFor() throws Exception {
        String list;
        try (var in = Family.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            list = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Stream.of(Family.values()).filter(family -> !family.cold()).forEach(family -> family.tasks(false)
                .forEach(task -> assertTrue(list.contains(family.benchmark(task).getName()), family + " " + task)));
    }
}
