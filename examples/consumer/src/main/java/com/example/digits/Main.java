package com.example.digits;

import static dev.lanewise.nn.Loss.softmaxCrossEntropy;
import static dev.lanewise.nn.Optimizers.adam;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.sets.Digits;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Trainer;

/** Trains on the handwritten digits and says which backend did and how well. */
public class Main {
    public static void main(String[] args) {
        try (var compute = Compute.best()) {
            var digits = Digits.load();
            var network = Network.input(64).dense(32).relu().dense(10).build(compute, 1);
            Trainer.of(network, softmaxCrossEntropy(), adam(3e-3)).epochs(5).batch(64).fit(digits.train());
            System.out.println(compute.name() + ": " + network.evaluate(digits.test()));
        }
    }
}
