package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.spi.Backends;
import dev.lanewise.data.io.NpyArray;
import dev.lanewise.data.io.Npz;
import dev.lanewise.nn.Initializer;
import dev.lanewise.nn.Loss;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizers;
import dev.lanewise.nn.Samples;
import dev.lanewise.nn.Trainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Logistic regression on the cat pictures of Andrew Ng's course, whose costs are printed in the course's own notebook:
 * zero weights, full batch, learning rate 0.005, 2000 iterations.
 */
class GoldenCurveTest {
    private static final int PIXELS = 64 * 64 * 3;
    private static final int ITERATIONS = 2000;
    /** Without {@code -Plong}: plain loops need a minute and a half for all of them. */
    private static final int FIRST_ITERATIONS = 101;

    @ParameterizedTest
    @ValueSource(strings = {"loops", "simd", "opencl"})
    void costsAreThoseOfTheCourse(String backend) {
        Path file = Path.of(System.getProperty("lanewise.data", "")).resolve("catvnoncat/catvnoncat.npz");
        assumeTrue(Files.exists(file), "skipped: there is no " + file + " (-Dlanewise.data names the folder)");
        var usable = Backends.providers().stream().filter(p -> p.name().equals(backend)).findFirst().orElseThrow()
                .probe();
        if (backend.equals("opencl") && Boolean.getBoolean("lanewise.opencl.required")) {
            assertTrue(usable.usable(), usable.reason());
        }
        assumeTrue(usable.usable(), () -> "skipped: " + backend + ": " + usable.reason() + ". " + usable.remedy());

        Npz arrays = Npz.read(file);
        Samples train = samples(arrays.get("train_x"), arrays.get("train_y"));
        Samples test = samples(arrays.get("test_x"), arrays.get("test_y"));
        try (Compute compute = Compute.named(backend);
                Network network = Network.input(PIXELS).dense(1, Initializer.zeros()).build(compute, 1)) {
            boolean all = !"false".equals(System.getProperty("lanewise.long"));
            var costs = Trainer.of(network, Loss.sigmoidCrossEntropy(), Optimizers.gradientDescent(0.005))
                    .epochs(all ? ITERATIONS : FIRST_ITERATIONS).batch(train.rows()).shuffle(false).fit(train).epochs();
            assertEquals(0.693147, costs.get(0).trainingLoss(), 1e-6);
            assertEquals(0.584508, costs.get(100).trainingLoss(), 2e-6);
            if (!all) {
                return;
            }
            assertEquals(0.140872, costs.get(1900).trainingLoss(), 2e-6);
            assertEquals(207, right(network, train));
            assertEquals(35, right(network, test));
        }
    }

    private static Samples samples(NpyArray images, NpyArray labels) {
        float[] pixels = images.floats();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] /= 255;
        }
        return Samples.classes(pixels, PIXELS, labels.ints(), 2);
    }

    private static int right(Network network, Samples samples) {
        var x = new float[samples.rows() * PIXELS];
        samples.read(0, samples.rows(), x);
        int[] decided = network.classify(x);
        int right = 0;
        for (int i = 0; i < decided.length; i++) {
            right += decided[i] == samples.labels()[i] ? 1 : 0;
        }
        return right;
    }
}
