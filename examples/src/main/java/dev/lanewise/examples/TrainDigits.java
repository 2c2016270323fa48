package dev.lanewise.examples;

import static dev.lanewise.nn.Loss.softmaxCrossEntropy;
import static dev.lanewise.nn.Optimizers.adam;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.sets.Digits;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Trainer;

import java.io.IOException;
import java.nio.file.Path;

/** Trains a network on handwritten digits and tests it on digits of other writers. */
public class TrainDigits {
    public static void main(String[] args) throws IOException {
        try (var compute = Compute.best()) {
            var digits = Digits.load();
            var network = Network.input(64).dense(128).batchNorm().relu().dropout(0.2).dense(10).build(compute, 1);
            var history = Trainer.of(network, softmaxCrossEntropy(), adam(1e-3)).epochs(20).batch(64)
                    .fit(digits.train(), digits.validation());
            System.out.println(history.last() + "; test " + network.evaluate(digits.test()));
            network.save(Path.of("digits.safetensors"));
        }
    }
}
