package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

class ReproducibilityTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"loops", "float64", "simd", "opencl"})
    void sameSeedGivesTheSameFile(String backend) throws IOException {
        try (var compute = BackendsUnderTest.open(backend)) {
            var first = train(compute, 1);
            assertArrayEquals(first, train(compute, 1));
            assertFalse(Arrays.equals(first, train(compute, 2)), "another seed must give another network");
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameFile() throws IOException {
        byte[] expected;
        try (var compute = BackendsUnderTest.open("simd", ComputeOptions.DEFAULT.withThreads(1))) {
            expected = train(compute, 1);
        }
        try (var compute = BackendsUnderTest.open("simd", ComputeOptions.DEFAULT.withThreads(2))) {
            assertArrayEquals(expected, train(compute, 1));
        }
    }

    /** Wide enough, and enough rows, that a backend with threads uses them. */
    private byte[] train(Compute compute, long seed) throws IOException {
        try (var network = Network.input(64).dense(300).batchNorm().relu().dropout(0.2).dense(100).tanh().dense(10)
                .build(compute, seed)) {
            Trainer.of(network, Loss.softmaxCrossEntropy(), Optimizers.adam(1e-3)).epochs(2).batch(256)
                    .schedule(Schedule.cosine()).l2(1e-4).earlyStopping(1)
                    .fit(Toys.noise(600, 64, 10, 1), Toys.noise(100, 64, 10, 2));
            var file = folder.resolve("model");
            network.save(file);
            return Files.readAllBytes(file);
        }
    }
}
