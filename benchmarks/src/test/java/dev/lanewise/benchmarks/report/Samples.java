package dev.lanewise.benchmarks.report;

import dev.lanewise.benchmarks.Curve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Results made by hand. */
final class Samples {
    private static final Machine MACHINE = new Machine("CPU <x> & \"y\"", "avx2 fma", 2, "24 GiB", "Linux", "Java 25",
            List.of("-Xmx1g"), "abc123");

    private Samples() {}

    /** A product of size n with these nanoseconds in each process. */
    static Measured gemm(int n, String implementation, boolean peer, int threads, double... nanos) {
        String shape = n + "x" + n + "x" + n;
        return new Measured("matmul", "gemm:" + shape, "gemm", shape, implementation, peer, threads, "1.0 <beta>",
                2.0 * n * n * n, 12.0 * n * n, 0, forks(nanos));
    }

    static Measured peak(int threads, double gigaflops) {
        return new Measured("matmul", "fma:1000x1000", "fma", "1000x1000", "ceiling", false, threads, "", 2e6, 0, 0,
                forks(2e6 / gigaflops));
    }

    static Measured bytes(String operation, String implementation, int threads, double bytes, double nanos) {
        return new Measured("elementwise", operation + ":10x10", operation, "10x10", implementation, false, threads, "",
                operation.equals("copy") ? 0 : 100, bytes, 0, forks(nanos));
    }

    static Measured step(String implementation, double nanos) {
        return new Measured("train", "784-10:batch128", "step", "784-10, batch 128", implementation, false, 1, "", 4e6,
                2e5, 128, forks(nanos));
    }

    /** A training from cold with a process for each curve, or, without any, one of former versions. */
    static Measured start(String implementation, int threads, Curve... curves) {
        return start(implementation, false, threads, curves);
    }

    static Measured peerStart(String implementation, int threads, Curve... curves) {
        return start(implementation, true, threads, curves);
    }

    private static Measured start(String implementation, boolean peer, int threads, Curve... curves) {
        var forks = curves.length == 0
                ? forks(1e9 * threads)
                : forks(Arrays.stream(curves).mapToDouble(curve -> 1e9 * curve.first()).toArray());
        return new Measured("coldstart", "784-10:batch128", "first step", "784-10, batch 128", implementation, peer,
                threads, "", 0, 0, 128, forks, List.of(curves));
    }

    static Results results(String reference, Measured... measured) {
        return new Results("matmul", "2026-01-02T03:04:05", false, 5, reference, MACHINE,
                new ArrayList<>(Arrays.asList(measured)), List.of("simd on gemm:1x1x1 with 1 thread: broke <here>"));
    }

    /** Each process had one iteration, so that its median is known. */
    private static List<List<Double>> forks(double... nanos) {
        return Arrays.stream(nanos).mapToObj(List::of).toList();
    }
}
