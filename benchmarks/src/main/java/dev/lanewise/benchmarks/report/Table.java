package dev.lanewise.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures as rows of text, for a terminal and for a page. */
public final class Table {
    /** Seconds after which the work of a cold start is told. */
    public static final List<Integer> MARKS = List.of(1, 2, 5);
    private final Comparison comparison;

    /** Makes rows of a run. */
    public Table(Comparison comparison) { this.comparison = comparison; }

    /** Returns the headings for figures like one; a cold start is told in seconds and in work done. */
    public List<String> headings(Measured like) {
        if (like.curveLength() > 0) {
            var headings = new ArrayList<>(List.of("operation", "shape", "by", "T", "first s", "lowest .. highest s"));
            MARKS.forEach(mark -> headings.add("by " + mark + " s"));
            headings.add("times " + comparison.referenceName());
            return headings;
        }
        String unit = like.cold() ? " s" : " us";
        return List.of("operation", "shape", "by", "T", "median" + unit, "lowest .. highest" + unit, "GFLOP/s", "GB/s",
                "of ceiling", "times " + comparison.referenceName());
    }

    /** Returns the cells of a figure. */
    public List<String> cells(Measured m) {
        var cells = new ArrayList<>(List.of(m.operation(), m.shape(), m.implementation(),
                Integer.toString(m.threads()), time(m, m.nanos()),
                time(m, m.lowNanos()) + " .. " + time(m, m.highNanos())));
        if (m.curveLength() > 0)
            MARKS.forEach(mark -> cells.add(mark > m.curveLength() ? "" : count(m.done(mark))));
        else
            cells.addAll(List.of(m.flops() > 0 ? number(m.gigaflops()) : "",
                    m.bytes() > 0 ? number(m.gigabytes()) : "",
                    m.cold() ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * comparison.share(m))));
        cells.add(comparison.ratio(m).map(r -> factor(r.median())
                + (r.low() == r.high() ? "" : " (" + factor(r.low()) + " .. " + factor(r.high()) + ")")).orElse(""));
        return cells;
    }

    /** Returns cells as one line. */
    public static String line(List<String> cells) {
        return String.format(Locale.ROOT, "%-22s %-26s %-18s %2s %11s %23s %9s %9s %10s %22s",
                cells.toArray()).stripTrailing();
    }

    /** A ratio with about three digits. */
    static String factor(double ratio) {
        return String.format(Locale.ROOT, ratio < 9.995 ? "%.2f" : ratio < 99.95 ? "%.1f" : "%.0f", ratio);
    }

    /** Work done: three digits of it, which is more than processes agree on. */
    static String count(double work) {
        double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(work)) - 2));
        return String.format(Locale.ROOT, "%,.0f", work < 1 ? 0 : Math.round(work / unit) * unit);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    /** A rate with its range over the processes, such as {@code 191 GFLOP/s (185 .. 193)}. */
    static String rate(Measured m) {
        String rate = number(m.rate()) + " " + m.limit().unit();
        return m.forks().size() == 1 ? rate : rate + " (" + number(m.lowRate()) + " .. " + number(m.highRate()) + ")";
    }

    private static String time(Measured m, double nanos) {
        if (m.cold())
            return number(nanos * 1e-9);
        double micros = nanos * 1e-3;
        return String.format(Locale.ROOT, micros < 10 ? "%.3f" : micros < 1000 ? "%.1f" : "%.0f", micros);
    }
}
