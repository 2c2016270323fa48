package dev.lanewise.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * What every peer must do right. Each has a class and with it a process of its own, since some can be loaded only
 * once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PeerContract {
    private final Implementation peer;
    private final int threads;
    private final String workers;

    PeerContract(Implementation peer) { this(peer, 1, "threads 1\\b"); }

    /**
     * A peer that cannot do with one thread.
     *
     * @param workers how its version says who works, as a regular expression
     */
    PeerContract(Implementation peer, int threads, String workers) {
        this.peer = peer;
        this.threads = threads;
        this.workers = workers;
    }

    @BeforeEach
    void isThere() { assumeTrue(peer.missing().isEmpty(), () -> "skipped: " + peer.missing().orElseThrow()); }

    /** Of sizes that no tile divides, of one row or column; with gaps between rows; and elementwise ones. */
    Stream<Task> tasks() {
        var products = Stream.of("gemm:37x29x31", "gemm:37x29x31:at", "gemm:37x29x31:bt", "gemm:37x29x31:at:bt",
                "gemm:37x29x31:stride64", "gemm:37x29x31:at:bt:stride64", "gemm:1x67x5", "gemm:67x5x1", "gemm:67x1x67",
                "gemm:64x64x64", "gemm:512x512x512", "gemmBatched:7x5x9x13", "gemmBatched:64x16x16x16");
        // The larger has rare arguments too.
        var others = Stream.of("relu", "sigmoid", "tanh", "softplus", "gelu", "silu", "sigmoidBackward",
                "geluBackward", "siluBackward", "exp", "log", "add", "mul", "softmaxRows", "logSoftmaxRows",
                "batchNormTrain").flatMap(operation -> Stream.of(operation + ":13x37", operation + ":1024x1024"));
        return Stream.concat(products, others).map(Task::parse).filter(task -> peer.supports(task, threads));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void resultIsThatOfDoublePrecision(Task task) {
        try (var session = peer.open(task, threads)) {
            session.run();
            task.verify(peer.allowance(task), session.result());
            session.run();
            task.verify(peer.allowance(task), session.result());
        }
    }

    @Test
    void saysWhatItIsAndWhoWorks() {
        try (var session = peer.open(Task.gemm(5, 5, 5), threads)) {
            session.run();
            String version = peer.version();
            assertTrue(version.matches(".*\\d+\\.\\d+.*" + workers + ".*"), version);
        }
    }

    @Test
    void isFoundByItsName() {
        assertEquals(1, ServiceLoader.load(Implementation.class).stream().map(ServiceLoader.Provider::get)
                .filter(other -> other.name().equals(peer.name()) && other.getClass() == peer.getClass()).count());
    }
}
