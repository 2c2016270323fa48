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
    @Override
    public String toString() {
        return implementation + " on " + task + " with " + threads + (threads == 1 ? " thread" : " threads");
    }
}
