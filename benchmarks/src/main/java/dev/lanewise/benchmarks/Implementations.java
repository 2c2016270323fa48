package dev.lanewise.benchmarks;

import dev.lanewise.benchmarks.own.Backend;
import dev.lanewise.benchmarks.own.BackendTraining;
import dev.lanewise.benchmarks.own.Ceiling;
import dev.lanewise.benchmarks.own.PlainProduct;
import dev.lanewise.compute.spi.Backends;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Who can be timed: what Lanewise has itself, then the peers that a class loader finds.
 *
 * @param operations of single operations
 * @param trainings of training steps
 * @param peers names of those that are not Lanewise's own
 */
public record Implementations(List<Implementation> operations, List<TrainingImplementation> trainings,
        List<String> peers) {
    private static final List<String> BACKENDS = List.of("loops", "simd", "opencl");

    /** Finds all; backends that cannot run here are left out. */
    public static Implementations find(ClassLoader loader) {
        var usable = Backends.providers().stream().filter(p -> p.probe().usable()).map(p -> p.name()).toList();
        var operations = new ArrayList<Implementation>();
        for (var kind : PlainProduct.Kind.values())
            operations.add(new PlainProduct(kind));
        var trainings = new ArrayList<TrainingImplementation>();
        for (String backend : BACKENDS)
            if (usable.contains(backend)) {
                operations.add(new Backend(backend, backend, false));
                if (!backend.equals("loops"))
                    operations.add(new Backend(backend + "-plan", backend, true));
                trainings.add(new BackendTraining(backend));
            }
        operations.add(new Ceiling());
        var peers = new ArrayList<String>();
        for (var peer : ServiceLoader.load(Implementation.class, loader)) {
            operations.add(peer);
            peers.add(peer.name());
        }
        for (var peer : ServiceLoader.load(TrainingImplementation.class, loader)) {
            trainings.add(peer);
            peers.add(peer.name());
        }
        return new Implementations(List.copyOf(operations), List.copyOf(trainings),
                peers.stream().distinct().toList());
    }

    /** Returns one line for each backend that cannot be timed here. */
    public static List<String> unusable() {
        return Backends.providers().stream().filter(p -> BACKENDS.contains(p.name()) && !p.probe().usable())
                .map(p -> p.name() + ": " + p.probe().reason() + ". " + p.probe().remedy()).toList();
    }

    /** Returns the implementation of that name. */
    public Implementation operation(String name) {
        return operations.stream().filter(i -> i.name().equals(name)).findFirst()
                .orElseThrow(() -> missing(name, operations.stream().map(Implementation::name).toList()));
    }

    /** Returns the trainer of that name. */
    public TrainingImplementation training(String name) {
        return trainings.stream().filter(i -> i.name().equals(name)).findFirst()
                .orElseThrow(() -> missing(name, trainings.stream().map(TrainingImplementation::name).toList()));
    }

    private static IllegalArgumentException missing(String name, List<String> known) {
        return new IllegalArgumentException(
                "implementation: there is no " + name + "; there are " + String.join(", ", known));
    }
}
