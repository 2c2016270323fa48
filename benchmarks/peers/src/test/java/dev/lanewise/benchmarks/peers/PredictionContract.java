package dev.lanewise.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.benchmarks.PredictionImplementation;
import dev.lanewise.benchmarks.PredictionReference;
import dev.lanewise.benchmarks.PredictionTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What every peer that predicts must do right; each has a process of its own. */
abstract class PredictionContract {
    private final PredictionImplementation peer;

    PredictionContract(PredictionImplementation peer) { this.peer = peer; }

    @ParameterizedTest
    @ValueSource(strings = {"predict:13-5:batch1", "predict:13-37-19-5:batch11", "predict:64-128-10:batch8:callers4"})
    void probabilitiesAreThoseOfDoublePrecision(String text) throws InterruptedException, ExecutionException {
        var task = PredictionTask.parse(text);
        try (var session = peer.open(task, 1); var executor = Executors.newFixedThreadPool(task.callers())) {
            var calls = new ArrayList<Future<double[]>>();
            for (int i = 0; i < task.callers(); i++) {
                var caller = session.caller();
                calls.add(executor.submit(() -> {
                    caller.predict();
                    caller.predict();
                    return caller.probabilities();
                }));
            }
            for (var call : calls)
                PredictionReference.verify(task, call.get());
        }
    }

    @Test
    void saysWhatItIsAndWhoWorks() {
        try (var session = peer.open(PredictionTask.parse("predict:13-5:batch1"), 1)) {
            session.caller().predict();
            assertTrue(peer.version().matches(".*\\d+\\.\\d+.*threads 1\\b.*"), peer.version());
        }
    }

    @Test
    void isFoundByItsName() {
        assertEquals(1, ServiceLoader.load(PredictionImplementation.class).stream().map(ServiceLoader.Provider::get)
                .filter(other -> other.name().equals(peer.name()) && other.getClass() == peer.getClass()).count());
    }
}
