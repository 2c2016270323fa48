package dev.lanewise.benchmarks.report;

import dev.lanewise.benchmarks.Curve;
import dev.lanewise.benchmarks.Family;
import dev.lanewise.benchmarks.Task;

import java.util.Collections;
import java.util.List;

/**
 * One task on one implementation.
 *
 * @param family name of the family
 * @param task as text
 * @param operation its name; {@code step} for training, {@code predict} for predictions
 * @param shape for people
 * @param implementation name of the implementation
 * @param peer whether it is somebody else's
 * @param threads that worked
 * @param version what answered
 * @param flops floating-point operations of a run; 0 for a cold start
 * @param bytes that a run reads and writes at least; 0 for a cold start
 * @param samples of a training step, or of one call of each caller that predicts; 0 for an operation
 * @param forks nanoseconds of a run in each iteration of each process, in the order of the rounds; of a cold start, to
 *     the first result
 * @param curves work done from the start of each process, in the order of the rounds; none but for a cold start
 */
public record Measured(String family, String task, String operation, String shape, String implementation,
        boolean peer, int threads, String version, double flops, double bytes, int samples,
        List<List<Double>> forks, List<Curve> curves) {
    /** Takes a missing list of curves for an empty one: results of former versions have none. */
    public Measured {
        curves = curves == null ? List.of() : List.copyOf(curves);
    }

    /** What is no cold start. */
    public Measured(String family, String task, String operation, String shape, String implementation, boolean peer,
            int threads, String version, double flops, double bytes, int samples, List<List<Double>> forks) {
        this(family, task, operation, shape, implementation, peer, threads, version, flops, bytes, samples, forks,
                List.of());
    }

    /** What limits a task, and so the unit of its rate. */
    public enum Rate {
        /** Arithmetic. */
        FLOPS("GFLOP/s"),
        /** Memory. */
        BYTES("GB/s"),
        /** Starting: no rate but the time itself, less of it being better. */
        START("s");

        private final String unit;

        Rate(String unit) { this.unit = unit; }

        /** Returns the unit. */
        public String unit() { return unit; }
    }

    /** Returns the median of each process. */
    public List<Double> forkMedians() {
        return forks.stream().map(Statistics::median).toList();
    }

    /**
     * Returns nanoseconds: the median of the processes' medians. Processes differ in how many iterations they have, so
     * a median over all of those would weigh the machine's slow spells by chance.
     */
    public double nanos() {
        return Statistics.median(forkMedians());
    }

    /** Returns the lowest median of a process. */
    public double lowNanos() { return Collections.min(forkMedians()); }

    /** Returns the highest median of a process. */
    public double highNanos() { return Collections.max(forkMedians()); }

    /** Returns 10^9 floating-point operations per second. */
    public double gigaflops() { return flops / nanos(); }

    /** Returns 10^9 bytes per second. */
    public double gigabytes() { return bytes / nanos(); }

    /** Returns samples of a training, or rows predicted, per second. */
    public double samplesPerSecond() {
        return samples * 1e9 / nanos();
    }

    /** Returns whether it is the time from the start of a process. */
    public boolean cold() {
        return family.equals(Family.COLDSTART.label());
    }

    /**
     * Returns the work done some seconds after the start of a process, the median over the processes: samples trained
     * on, rows predicted or products. NaN if a curve ends before.
     */
    public double done(double seconds) {
        return Math.max(samples, 1) * Statistics.median(curves.stream().map(curve -> curve.at(seconds)).toList());
    }

    /** Returns the seconds that the shortest curve has; 0 without curves. */
    public double curveLength() {
        return curves.stream().mapToDouble(Curve::last).min().orElse(0);
    }

    /** Returns what {@link #done} counts. */
    public String unit() {
        if (Family.isPrediction(task))
            return "rows predicted";
        return Family.isTraining(task) ? "samples" : "products";
    }

    /** Returns what limits the task: products and what is made of them are arithmetic, all else moves memory. */
    public Rate limit() {
        if (cold())
            return Rate.START;
        boolean arithmetic = Family.isTraining(task) || Family.isPrediction(task) || operation.startsWith(Task.GEMM)
                || operation.equals(Task.FMA);
        return arithmetic ? Rate.FLOPS : Rate.BYTES;
    }

    /** Returns the rate in the unit of {@link #limit}. */
    public double rate() {
        return rate(nanos());
    }

    /** Returns the lowest rate of a process. */
    public double lowRate() {
        return rate(cold() ? lowNanos() : highNanos());
    }

    /** Returns the highest rate of a process. */
    public double highRate() {
        return rate(cold() ? highNanos() : lowNanos());
    }

    private double rate(double nanos) {
        return switch (limit()) {
            case FLOPS -> flops / nanos;
            case BYTES -> bytes / nanos;
            case START -> nanos * 1e-9;
        };
    }

    /** Returns the size of a square product; 0 for anything else. */
    public int square() {
        if (!operation.equals(Task.GEMM))
            return 0;
        var product = Task.parse(task);
        boolean square = product.m() == product.k() && product.k() == product.n() && product.stride() == 0;
        return square ? product.m() : 0;
    }

    /** Returns the implementation with its threads, as charts and tables name it. */
    public String series() {
        return implementation + ", " + threads + (threads == 1 ? " thread" : " threads");
    }
}
