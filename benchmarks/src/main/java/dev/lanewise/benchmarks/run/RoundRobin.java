package dev.lanewise.benchmarks.run;

import dev.lanewise.benchmarks.Curve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes one process of each series in turn, round after round, so that a disturbance of the machine hits all of them
 * alike. A series that fails once is left out from then on.
 */
public final class RoundRobin {
    /**
     * What a process has measured.
     *
     * @param version what answered
     * @param nanos of a run, for each iteration; of a cold start, to the first result
     * @param curve of a cold start, otherwise null
     */
    public record Fork(String version, List<Double> nanos, Curve curve) {
        /** Repetitions. */
        public Fork(String version, List<Double> nanos) { this(version, nanos, null); }

        /** A cold start. */
        public Fork(String version, Curve curve) {
            this(version, List.of(1e9 * curve.first()), curve);
        }
    }

    /** Starts a process and waits for it. */
    public interface Launcher {
        /**
         * Measures a series.
         *
         * @throws ForkFailure if the process fails or hangs
         */
        Fork launch(Series series, int iterations) throws ForkFailure;
    }

    /** Is told what happens. */
    public interface Listener {
        /** A process is about to start. */
        void starting(Series series, int round);

        /** A process has failed; the message names the series. */
        void failed(String message);
    }

    /**
     * What a series came to.
     *
     * @param forks in the order of the rounds
     * @param failure one line that names the series, or null
     */
    public record Outcome(List<Fork> forks, String failure) {}

    private final Effort effort;
    private final Launcher launcher;
    private final Listener listener;

    /** Makes a runner. */
    public RoundRobin(Effort effort, Launcher launcher, Listener listener) {
        this.effort = effort;
        this.launcher = launcher;
        this.listener = listener;
    }

    /** Runs the rounds of series that are to be compared with each other. */
    public Map<Series, Outcome> run(List<Series> group) {
        var forks = new LinkedHashMap<Series, List<Fork>>();
        var failures = new LinkedHashMap<Series, String>();
        group.forEach(series -> forks.put(series, new ArrayList<>()));
        for (int round = 1; round <= effort.rounds(); round++)
            for (var series : group)
                if (!failures.containsKey(series)) {
                    listener.starting(series, round);
                    var before = forks.get(series);
                    try {
                        before.add(launcher.launch(series,
                                effort.iterations(before.isEmpty() ? List.of() : before.getLast().nanos())));
                    } catch (ForkFailure e) {
                        String message = series + ": " + e.getMessage();
                        failures.put(series, message);
                        listener.failed(message);
                    }
                }
        var outcomes = new LinkedHashMap<Series, Outcome>();
        forks.forEach((series, done) -> outcomes.put(series, new Outcome(done, failures.get(series))));
        return outcomes;
    }
}
