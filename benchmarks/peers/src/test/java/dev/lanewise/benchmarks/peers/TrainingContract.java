package dev.lanewise.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.lanewise.benchmarks.TrainingImplementation;
import dev.lanewise.benchmarks.TrainingReference;
import dev.lanewise.benchmarks.TrainingTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ServiceLoader;

/** What every peer that trains must do right; each has a process of its own. */
abstract class TrainingContract {
    /** Ten times over the mini-batches. */
    private static final int STEPS = 10 * TrainingTask.BATCHES;

    private final TrainingImplementation peer;

    TrainingContract(TrainingImplementation peer) { this.peer = peer; }

    @ParameterizedTest
    @ValueSource(strings = {"13-5:batch11", "13-37-19-5:batch11", "13-37-19-5:batch11:batchnorm",
            "13-37-19-5:batch11:faded20"})
    void firstLossIsThatOfDoublePrecisionAndFalls(String text) {
        var task = TrainingTask.parse(text);
        try (var session = peer.open(task, 1)) {
            session.step();
            double first = session.loss();
            TrainingReference.verifyFirst(task, first);
            for (int step = 0; step < STEPS; step++)
                session.step();
            TrainingReference.verifyFallen(task, first, session.loss());
        }
    }

    /** Without features the classes are equally likely at first: the biases have moved by a thousandth at each step. */
    @Test
    void aFadedTaskHasFeaturesInItsFirstRoundAlone() {
        try (var session = peer.open(TrainingTask.parse("13-5:batch11:faded20"), 1)) {
            for (int step = 0; step < TrainingTask.BATCHES; step++)
                session.step();
            assertNotEquals(Math.log(5), session.loss(), 0.02);
            session.step();
            assertEquals(Math.log(5), session.loss(), 0.02);
        }
    }

    @Test
    void isFoundByItsName() {
        assertEquals(1, ServiceLoader.load(TrainingImplementation.class).stream().map(ServiceLoader.Provider::get)
                .filter(other -> other.name().equals(peer.name()) && other.getClass() == peer.getClass()).count());
    }
}
