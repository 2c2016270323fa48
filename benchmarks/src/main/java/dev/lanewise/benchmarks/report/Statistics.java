package dev.lanewise.benchmarks.report;

import java.util.Collection;

/** Medians, since a disturbance only ever makes a run slower. */
public final class Statistics {
    private Statistics() {}

    /** Returns the middle value, or the mean of the two in the middle; NaN of none. */
    public static double median(Collection<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    /** Returns the geometric mean; NaN of none. */
    public static double geometricMean(Collection<Double> values) {
        return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
    }
}
