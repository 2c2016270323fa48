package dev.lanewise.benchmarks;

import dev.lanewise.benchmarks.own.Backend;
import dev.lanewise.benchmarks.own.BackendPrediction;
import dev.lanewise.benchmarks.own.BackendTraining;
import dev.lanewise.benchmarks.own.Ceiling;
import dev.lanewise.benchmarks.own.PlainPrediction;
import dev.lanewise.benchmarks.own.PlainProduct;
import dev.lanewise.compute.spi.Backends;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Who can be timed: what Lanewise has itself, then peers.
 *
 * @param operations of single operations
 * @param trainings of training steps
 * @param predictions of a trained network's predictions
 * @param peers names of those that are not Lanewise's own
 */
public record Implementations(List<Implementation> operations, List<TrainingImplementation> trainings,
        List<PredictionImplementation> predictions, List<String> peers) {
    /** Behind the name of a backend whose operations are recorded once and replayed. */
    public static final String PLANNED = "-plan";

    private static final List<String> BACKENDS = List.of("loops", "simd", "opencl");

    /** Returns Lanewise's own; backends that cannot run here are left out. */
    public static Implementations own() {
        var usable = Backends.providers().stream().filter(p -> p.probe().usable()).map(p -> p.name()).toList();
        var operations = new ArrayList<Implementation>();
        for (var kind : PlainProduct.Kind.values())
            operations.add(new PlainProduct(kind));
        var trainings = new ArrayList<TrainingImplementation>();
        var predictions = new ArrayList<PredictionImplementation>(List.of(new PlainPrediction()));
        for (String backend : BACKENDS)
            if (usable.contains(backend)) {
                operations.add(new Backend(backend, backend, false));
                if (!backend.equals("loops"))
                    operations.add(new Backend(backend + PLANNED, backend, true));
                trainings.add(new BackendTraining(backend));
                predictions.add(new BackendPrediction(backend));
            }
        operations.add(new Ceiling());
        return new Implementations(List.copyOf(operations), List.copyOf(trainings), List.copyOf(predictions),
                List.of());
    }

    /**
     * Returns these and the peers that a class loader finds.
     *
     * @throws BenchmarkException if one that is named there is not there
     */
    public Implementations withPeers(ClassLoader loader) {
        var allOperations = new ArrayList<>(operations);
        var allTrainings = new ArrayList<>(trainings);
        var allPredictions = new ArrayList<>(predictions);
        var names = new LinkedHashSet<String>();
        try {
            for (var peer : ServiceLoader.load(Implementation.class, loader)) {
                allOperations.add(peer);
                names.add(peer.name());
            }
            for (var peer : ServiceLoader.load(TrainingImplementation.class, loader)) {
                allTrainings.add(peer);
                names.add(peer.name());
            }
            for (var peer : ServiceLoader.load(PredictionImplementation.class, loader)) {
                allPredictions.add(peer);
                names.add(peer.name());
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new BenchmarkException("peers: build them again: " + e.getMessage(), e);
        }
        return new Implementations(List.copyOf(allOperations), List.copyOf(allTrainings),
                List.copyOf(allPredictions), List.copyOf(names));
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

    /** Returns the predictor of that name. */
    public PredictionImplementation prediction(String name) {
        return predictions.stream().filter(i -> i.name().equals(name)).findFirst()
                .orElseThrow(() -> missing(name, predictions.stream().map(PredictionImplementation::name).toList()));
    }

    /** Returns the names of all that can be timed. */
    public Set<String> names() {
        var names = new LinkedHashSet<String>();
        operations.forEach(i -> names.add(i.name()));
        trainings.forEach(i -> names.add(i.name()));
        predictions.forEach(i -> names.add(i.name()));
        return names;
    }

    private static IllegalArgumentException missing(String name, List<String> known) {
        return new IllegalArgumentException(
                "implementation: there is no " + name + "; there are " + String.join(", ", known));
    }
}
