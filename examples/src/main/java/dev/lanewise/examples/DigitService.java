package dev.lanewise.examples;

import dev.lanewise.compute.Compute;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Predictor;

import java.io.IOException;
import java.nio.file.Path;

/** Reads handwritten digits: one for the whole process, for any number of threads at once. */
public class DigitService implements AutoCloseable {
    private final Predictor predictor;

    /** Takes a copy of the network; what loaded it is closed again. */
    public DigitService(Path model) throws IOException {
        try (var compute = Compute.best(); var network = Network.load(compute, model)) {
            predictor = Predictor.of(network, 100);
        }
    }

    /** Returns the digits of up to 100 pictures of 64 pixels each. */
    public int[] read(float... pixels) {
        return predictor.classify(pixels);
    }

    /** Waits for the calls that run. */
    @Override
    public void close() {
        predictor.close();
    }
}
