package dev.lanewise.examples;

import static dev.lanewise.nn.Loss.softmaxCrossEntropy;
import static dev.lanewise.nn.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.sets.Digits;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

@Timeout(300)
class DigitServiceTest {
    private static final int ROWS = 100;

    @Test
    void readsWhatTheNetworkReads(@TempDir Path folder) throws IOException, InterruptedException, ExecutionException {
        var file = folder.resolve("digits.safetensors");
        var digits = Digits.load();
        var pixels = new float[ROWS * digits.test().columns()];
        digits.test().read(0, ROWS, pixels);
        int[] expected;
        try (var compute = Compute.best()) {
            var network = Network.input(64).dense(16).relu().dense(10).build(compute, 1);
            Trainer.of(network, softmaxCrossEntropy(), adam(1e-2)).epochs(2).fit(digits.train());
            network.save(file);
            expected = network.classify(pixels);
        }
        try (var service = new DigitService(file); var threads = Executors.newFixedThreadPool(8)) {
            var calls = new ArrayList<Future<int[]>>();
            for (int i = 0; i < 50; i++)
                calls.add(threads.submit(() -> service.read(pixels)));
            for (var call : calls)
                assertArrayEquals(expected, call.get());
        }
    }
}
