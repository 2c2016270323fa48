package dev.lanewise.kernel.simd.gemm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.Workload;
import dev.lanewise.compute.testkit.Workloads;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/**
 * The only test that takes the time: vectors that are boxed cost a factor of 100 and change no result. It compares
 * within one run, on one thread each, the best of several, so that it holds on a busy machine.
 */
class SmokeRatioTest {
    /** Seen: 100 times with 512 bits, 51 with AVX2, 28 with 128 bits. */
    private static final double LEAST_RATIO = 8;
    private static final int SIZE = 512;
    /** C2 is done with the products by the fourth or fifth. */
    private static final int ROUNDS = 8;
    /** How late C2 may come on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void aProductIsFarFasterThanPlainLoops() {
        var oneThread = ComputeOptions.DEFAULT.withThreads(1);
        try (var loops = Compute.named("loops", oneThread);
                var simd = Compute.named("simd", oneThread);
                var slow = Workloads.gemm(loops, SIZE, SIZE, SIZE, 7);
                var fast = Workloads.gemm(simd, SIZE, SIZE, SIZE, 7)) {
            long loopNanos = Long.MAX_VALUE;
            long simdNanos = Long.MAX_VALUE;
            double ratio = 0;
            long end = System.nanoTime() + PATIENCE.toNanos();
            for (int round = 0; round < ROUNDS || ratio < LEAST_RATIO && System.nanoTime() < end; round++) {
                loopNanos = Math.min(loopNanos, nanos(slow));
                for (int i = 0; i < 10; i++)
                    simdNanos = Math.min(simdNanos, nanos(fast));
                ratio = (double) loopNanos / simdNanos;
            }
            assertTrue(ratio >= LEAST_RATIO, "a product of " + SIZE + " x " + SIZE + ": plain loops " + loopNanos / 1000
                    + " us, SIMD " + simdNanos / 1000 + " us, ratio " + ratio);
        }
    }

    private static long nanos(Workload product) {
        long start = System.nanoTime();
        product.run();
        return System.nanoTime() - start;
    }
}
