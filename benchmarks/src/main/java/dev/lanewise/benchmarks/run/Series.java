package dev.lanewise.benchmarks.run;

import dev.lanewise.benchmarks.Family;

/**
 * What one process measures.
 *
 * @param family whose task it is
 * @param task as text
 * @param implementation its name
 * @param threads that work
 */
public record Series(Family family, String task, String implementation, int threads) {
    /** Returns the same on an implementation that is started in another way. */
    Series variant(String suffix) {
        return new Series(family, task, implementation + suffix, threads);
    }

    @Override
    public String toString() {
        return implementation + " on " + task + " with " + threads + (threads == 1 ? " thread" : " threads");
    }
}
