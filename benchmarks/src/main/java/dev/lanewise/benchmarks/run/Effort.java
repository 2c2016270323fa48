package dev.lanewise.benchmarks.run;

import dev.lanewise.benchmarks.report.Statistics;

import java.util.Collections;
import java.util.List;

/**
 * How long to measure.
 *
 * @param rounds processes of each series
 * @param warmUpMillis least warm-up of a process; it goes on until the speed is even
 * @param iterationMillis length of an iteration
 * @param fewest iterations of a process, where they agree
 * @param most iterations of a process, where they differ
 * @param secondsPerFork what a process takes on the whole, as it was seen
 */
public record Effort(int rounds, int warmUpMillis, int iterationMillis, int fewest, int most, double secondsPerFork) {
    /** Vector code runs at one of two speeds, by the process: five show it. */
    public static final Effort FULL = new Effort(5, 1000, 100, 5, 20, 4);
    /** Indicative. */
    public static final Effort QUICK = new Effort(1, 400, 60, 5, 5, 1.9);

    /** Iterations that take longer together are cut down to the fewest. */
    private static final double LONGEST_SECONDS = 4;
    /** Spread of the iterations of a process, relative to their median, up to which the fewest will do. */
    private static final double EVEN = 0.02;
    /** Spread from which on it takes the most. */
    private static final double UNEVEN = 0.10;

    /** Returns this effort with another number of rounds. */
    public Effort withRounds(int count) {
        return new Effort(count, warmUpMillis, iterationMillis, fewest, most, secondsPerFork);
    }

    /** Returns how many iterations the next process of a series takes, by those of its last; none for the first. */
    public int iterations(List<Double> lastNanos) {
        if (lastNanos.isEmpty())
            return fewest;
        double median = Statistics.median(lastNanos);
        double spread = (Collections.max(lastNanos) - Collections.min(lastNanos)) / median;
        double seconds = Math.max(median * 1e-9, iterationMillis * 1e-3);
        int wanted = spread <= EVEN ? fewest : spread >= UNEVEN ? most : (fewest + most) / 2;
        return Math.clamp((int) (LONGEST_SECONDS / seconds), fewest, wanted);
    }
}
