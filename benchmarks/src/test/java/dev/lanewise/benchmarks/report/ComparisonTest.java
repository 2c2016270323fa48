package dev.lanewise.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.benchmarks.Curve;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Statistics on numbers made by hand. */
class ComparisonTest {
    @Test
    void mediansAndMeans() {
        assertEquals(2, Statistics.median(List.of(3.0, 1.0, 2.0)));
        assertEquals(2.5, Statistics.median(List.of(4.0, 1.0, 2.0, 3.0)));
        assertTrue(Double.isNaN(Statistics.median(List.of())));
        assertEquals(2, Statistics.geometricMean(List.of(1.0, 4.0)), 1e-15);
    }

    @Test
    void medianAndSpreadAreOverTheProcesses() {
        var measured = new Measured("f", "gemm:1x1x1", "gemm", "1x1x1", "simd", false, 1, "", 100, 50, 0,
                List.of(List.of(10.0, 12.0, 11.0), List.of(20.0, 30.0, 25.0), List.of(5.0)));
        assertEquals(11, measured.nanos());
        assertEquals(List.of(11.0, 25.0, 5.0), measured.forkMedians());
        assertEquals(5, measured.lowNanos());
        assertEquals(25, measured.highNanos());
        assertEquals(100 / 11.0, measured.gigaflops());
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        // The machine was twice as slow in the second round: the ratio does not see it.
        var simd = Samples.gemm(64, "simd", false, 1, 10, 20, 10);
        var loops = Samples.gemm(64, "loops", false, 1, 30, 60, 31);
        var ratio = new Comparison(Samples.results("", simd, loops)).ratio(simd).orElseThrow();
        assertEquals(new Comparison.Ratio(3, 3, 3.1), ratio);
    }

    @Test
    void theReferenceIsWhatWasAskedForThenTheBestPeerThenLoops() {
        var simd = Samples.gemm(64, "simd", false, 2, 10);
        var loops = Samples.gemm(64, "loops", false, 1, 100);
        var slow = Samples.gemm(64, "mkl", true, 2, 30);
        var fast = Samples.gemm(64, "openblas", true, 2, 20);
        var other = Samples.gemm(32, "openblas", true, 2, 1);
        assertEquals(fast, new Comparison(Samples.results("", simd, loops, slow, fast, other)).reference(simd)
                .orElseThrow());
        assertEquals(slow, new Comparison(Samples.results("mkl", simd, loops, slow, fast)).reference(simd)
                .orElseThrow());
        assertEquals(loops, new Comparison(Samples.results("", simd, loops)).reference(simd).orElseThrow());
        assertTrue(new Comparison(Samples.results("", simd)).reference(simd).isEmpty());
    }

    /** To a first result the number of threads is of no use. */
    @Test
    void theReferenceOfAColdStartMayHaveOtherThreads() {
        var loops = Samples.start("loops", 1, Curve.parse("1.0:1 5.0:9"));
        var slow = Samples.peerStart("pytorch", 1, Curve.parse("2.5:1 5.0:9"));
        var fast = Samples.peerStart("scikit-learn", 2, Curve.parse("0.5:1 5.0:9"));
        assertEquals(fast, new Comparison(Samples.results("", loops, slow, fast)).reference(loops).orElseThrow());
    }

    @Test
    void theCeilingIsTheFastestRateThatAnyoneReached() {
        var one = Samples.peak(1, 100);
        var two = Samples.peak(2, 200);
        var fast = Samples.gemm(100, "simd", false, 1, 2e6 / 120);
        var slow = Samples.gemm(100, "loops", false, 1, 2e6 / 12);
        var copy = Samples.bytes("copy", "ceiling", 1, 800, 10);
        var add = Samples.bytes("add", "simd", 1, 1200, 20);
        var comparison = new Comparison(Samples.results("", one, two, fast, slow, copy, add));
        assertEquals(120, comparison.ceiling(slow), 1e-9);
        assertEquals(0.1, comparison.share(slow), 1e-12);
        assertEquals(200, comparison.ceiling(two), 1e-9);
        assertEquals(0.75, comparison.share(add), 1e-12);
        // Without a peak of one thread, that of two is the ceiling of all.
        assertEquals(200, new Comparison(Samples.results("", two, slow)).ceiling(slow), 1e-9);
    }

    @Test
    void whoeverReachedTheCeilingIsNamed() {
        var peer = Samples.gemm(100, "mkl", true, 1, 2e6 / 120);
        var results = Samples.results("", Samples.peak(1, 100), Samples.peak(2, 200), peer,
                Samples.gemm(100, "simd", false, 1, 2e6 / 60), Samples.bytes("copy", "ceiling", 1, 800, 10));
        var comparison = new Comparison(results);
        assertEquals(0.5, comparison.share(results.measured().get(3)), 1e-12);
        assertEquals(List.of("ceiling: 120 GFLOP/s by mkl, 1 thread, on gemm 100x100x100",
                "ceiling: 200 GFLOP/s by ceiling, 2 threads, on fma 1000x1000"), comparison.ceilings());
    }

    @Test
    void theSummaryTellsMeanAndLowest() {
        var lines = new Comparison(Samples.results("", Samples.gemm(16, "simd", false, 1, 10),
                Samples.gemm(16, "mkl", true, 1, 5), Samples.gemm(32, "simd", false, 1, 10),
                Samples.gemm(32, "mkl", true, 1, 20))).summary();
        assertEquals(List.of("matmul: simd, 1 thread: 1.00 times as fast as the best peer (geometric mean of 2), at "
                + "worst 0.50 (gemm 16x16x16)"), lines);
        assertEquals(List.of("train: simd, 1 thread: 4.00 times as fast as loops (step 784-10, batch 128)"),
                new Comparison(Samples.results("", Samples.step("simd", 1e6), Samples.step("loops", 4e6))).summary());
        assertEquals(List.of(), new Comparison(Samples.results("simd", Samples.step("simd", 1e6))).summary());
    }

    @Test
    void trainingHasSamplesPerSecond() {
        assertEquals(128_000, Samples.step("simd", 1e6).samplesPerSecond());
        assertEquals(Measured.Rate.FLOPS, Samples.step("simd", 1e6).limit());
    }
}
