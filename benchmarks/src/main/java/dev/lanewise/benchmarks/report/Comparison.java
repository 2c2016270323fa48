package dev.lanewise.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Sets figures of a run against each other: share of the ceiling, ratio to the reference. */
public final class Comparison {
    /** Where nothing else is asked for and no peer was timed. */
    private static final String PLAIN = "loops";
    private static final String BEST_PEER = "best peer";
    private static final String CEILING = "ceiling";

    /**
     * How many times as fast as the reference, above 1 being faster: both were timed once in each round, so what the
     * machine did meanwhile cancels.
     *
     * @param median over the rounds
     * @param low of a round
     * @param high of a round
     */
    public record Ratio(double median, double low, double high) {
        static Ratio of(Measured measured, Measured reference) {
            var own = measured.forkMedians();
            var others = reference.forkMedians();
            var ratios = new ArrayList<Double>();
            for (int round = 0; round < Math.min(own.size(), others.size()); round++)
                ratios.add(others.get(round) / own.get(round));
            return new Ratio(Statistics.median(ratios), Collections.min(ratios), Collections.max(ratios));
        }
    }

    private final Results results;

    /** Compares the figures of a run. */
    public Comparison(Results results) { this.results = results; }

    /**
     * Returns the fastest rate that anyone reached with as many threads: at arithmetic in the whole run, at moving
     * memory in the same shape. The peak loop, the plain copy and native libraries are among them;
     * where the former were not run with as many threads, those with any number count.
     */
    public double ceiling(Measured of) {
        return fastest(of).map(Measured::rate).orElse(Double.NaN);
    }

    private Optional<Measured> fastest(Measured of) {
        var alike = results.measured().stream().filter(m -> m.limit() == of.limit()
                && (of.limit() == Measured.Rate.FLOPS || m.shape().equals(of.shape()))).toList();
        boolean known = alike.stream().anyMatch(m -> m.implementation().equals(CEILING) && m.threads() == of.threads());
        return alike.stream().filter(m -> !known || m.threads() == of.threads())
                .max(Comparator.comparingDouble(Measured::rate));
    }

    /** Returns one line for each ceiling of arithmetic: who reached it, and with what. */
    public List<String> ceilings() {
        return results.measured().stream().filter(m -> m.limit() == Measured.Rate.FLOPS).map(this::fastest)
                .flatMap(Optional::stream).distinct().map(m -> "ceiling: " + Table.number(m.rate()) + " GFLOP/s by "
                        + m.series() + ", on " + m.operation() + " " + m.shape())
                .toList();
    }

    /** Returns the rate as a share of the ceiling, at most 1; a cold start has none. */
    public double share(Measured of) {
        return of.rate() / ceiling(of);
    }

    /**
     * Returns what a figure is compared with: the implementation that was asked for, otherwise the fastest peer of the
     * same task and threads, of a cold start with any number of threads, otherwise the plain loops.
     */
    public Optional<Measured> reference(Measured of) {
        var same = results.measured().stream().filter(m -> m.task().equals(of.task()) && m.cold() == of.cold())
                .toList();
        if (!results.reference().isEmpty())
            return closest(same, results.reference(), of.threads());
        var peers = same.stream().filter(m -> m.peer() && (of.cold() || m.threads() == of.threads()))
                .min(Comparator.comparingDouble(Measured::nanos));
        return peers.isPresent() ? peers : closest(same, PLAIN, of.threads());
    }

    /** Returns the ratio to the reference, if there is one. */
    public Optional<Ratio> ratio(Measured of) {
        return reference(of).map(reference -> Ratio.of(of, reference));
    }

    /** Returns what the ratios are to, for a heading. */
    public String referenceName() {
        if (!results.reference().isEmpty())
            return results.reference();
        return results.measured().stream().anyMatch(Measured::peer) ? BEST_PEER : PLAIN;
    }

    /** Returns for each family one line about each of Lanewise's backends: geometric mean and lowest of its ratios. */
    public List<String> summary() {
        var groups = new LinkedHashMap<String, List<Measured>>();
        for (var m : results.measured())
            if (!m.peer() && m.implementation().startsWith("simd")
                    && reference(m).filter(r -> !r.equals(m)).isPresent())
                groups.computeIfAbsent(m.family() + ": " + m.series(), _ -> new ArrayList<>()).add(m);
        return groups.entrySet().stream().map(group -> group.getKey() + ": " + summary(group.getValue())).toList();
    }

    private String summary(List<Measured> all) {
        var ratios = all.stream().map(m -> ratio(m).orElseThrow().median()).toList();
        double lowest = Collections.min(ratios);
        var slowest = all.get(ratios.indexOf(lowest));
        String what = slowest.operation() + " " + slowest.shape();
        String reference = referenceName().equals(BEST_PEER) ? "the " + BEST_PEER : referenceName();
        String mean = (slowest.cold() ? "first result " : "") + Table.factor(Statistics.geometricMean(ratios))
                + " times as fast as " + reference;
        return all.size() == 1
                ? mean + " (" + what + ")"
                : mean + " (geometric mean of " + all.size() + "), at worst " + Table.factor(lowest) + " (" + what
                        + ")";
    }

    /** The same threads where there are, otherwise what it has. */
    private static Optional<Measured> closest(List<Measured> same, String name, int threads) {
        return same.stream().filter(m -> m.implementation().equals(name))
                .min(Comparator.comparingInt(m -> Math.abs(m.threads() - threads)));
    }
}
