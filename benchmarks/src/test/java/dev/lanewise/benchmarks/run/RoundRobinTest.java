package dev.lanewise.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanewise.benchmarks.Family;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The order of the processes, and what becomes of one that fails. */
class RoundRobinTest {
    private static final Effort THREE = new Effort(3, 0, 100, 5, 20, 1);
    private static final Series LOOPS = new Series(Family.MATMUL, "gemm:5x5x5", "loops", 1);
    private static final Series SIMD = new Series(Family.MATMUL, "gemm:5x5x5", "simd", 2);

    private final List<String> log = new ArrayList<>();
    private final RoundRobin.Listener listener = new RoundRobin.Listener() {
        @Override
        public void starting(Series series, int round) { log.add(round + " " + series.implementation()); }

        @Override
        public void failed(String message) { log.add(message); }
    };

    @Test
    void takesOneProcessOfEachInTurn() {
        var outcomes = new RoundRobin(THREE, (_, _) -> new RoundRobin.Fork("v", List.of(1.0)), listener)
                .run(List.of(LOOPS, SIMD));
        assertEquals(List.of("1 loops", "1 simd", "2 loops", "2 simd", "3 loops", "3 simd"), log);
        assertEquals(3, outcomes.get(SIMD).forks().size());
        assertNull(outcomes.get(SIMD).failure());
    }

    @Test
    void leavesOutWhatFailedAndNamesIt() {
        RoundRobin.Launcher launcher = (series, _) -> {
            if (series.equals(SIMD) && log.contains("2 simd"))
                throw new ForkFailure("wrong\n result");
            return new RoundRobin.Fork("v", List.of(1.0));
        };
        var outcomes = new RoundRobin(THREE, launcher, listener).run(List.of(LOOPS, SIMD));
        String message = "simd on gemm:5x5x5 with 2 threads: wrong result";
        assertEquals(List.of("1 loops", "1 simd", "2 loops", "2 simd", message, "3 loops"), log);
        assertEquals(message, outcomes.get(SIMD).failure());
        assertEquals(3, outcomes.get(LOOPS).forks().size());
    }

    @Test
    void moreIterationsWhereTheyDifferFewerWhereTheyAreLong() {
        assertEquals(5, THREE.iterations(List.of()));
        assertEquals(5, THREE.iterations(List.of(100.0, 101.0)));
        assertEquals(12, THREE.iterations(List.of(100.0, 105.0)));
        assertEquals(20, THREE.iterations(List.of(100.0, 150.0)));
        assertEquals(8, THREE.iterations(List.of(0.5e9, 0.6e9, 0.4e9)));
        assertEquals(5, THREE.iterations(List.of(5e9, 9e9)));
    }
}
