package dev.lanewise.benchmarks.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * Roofline (Williams, Waterman and Patterson 2009): what a task computes for each byte it must move, against its rate.
 * The roof is the copy's rate times that intensity, up to the peak of arithmetic.
 */
final class RooflineChart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 524;
    private static final double LEFT = 64;
    private static final double RIGHT = 660;
    private static final double TOP = 120;
    /** Height of the marks above the drawing and of a line of text. */
    private static final double HEADING = 26;
    /** Height of a character of a rising name. */
    private static final double RISE = 4.6;
    /** Distance of two rising names that do not touch. */
    private static final double ROOM = 20;
    private static final double BOTTOM = 468;

    private final Results results;
    private final int threads;

    RooflineChart(Results results, int threads) {
        this.results = results;
        this.threads = threads;
    }

    /** Returns the picture; null for a single intensity, or where there is no ceiling to draw a roof from. */
    String inline() {
        var measured = results.measured().stream().filter(m -> m.flops() > 0 && m.bytes() > 0
                && (m.threads() == threads || results.oneThreaded(m.implementation()))).toList();
        var comparison = new Comparison(results);
        double peak = measured.stream().filter(m -> m.limit() == Measured.Rate.FLOPS && m.threads() == threads)
                .mapToDouble(comparison::ceiling).max().orElse(Double.NaN);
        double memory = results.measured().stream().filter(m -> m.operation().equals("copy") && m.threads() == threads)
                .max(Comparator.comparingDouble(Measured::bytes)).map(comparison::ceiling).orElse(Double.NaN);
        if (measured.stream().mapToDouble(RooflineChart::intensity).distinct().count() < 2
                || (Double.isNaN(peak) && Double.isNaN(memory)))
            return null;
        int longest = measured.stream().map(RooflineChart::name).mapToInt(String::length).max().orElseThrow();
        int unused = (int) Math.max(0, TOP - HEADING - longest * RISE);
        return draw(measured, peak, memory)
                .inline("Roofline of " + threads + " threads: arithmetic per byte against GFLOP/s", unused);
    }

    private Svg draw(List<Measured> measured, double peak, double memory) {
        var svg = new Svg(WIDTH, HEIGHT);
        double lowX = measured.stream().mapToDouble(RooflineChart::intensity).min().orElseThrow() / 1.5;
        double highX = measured.stream().mapToDouble(RooflineChart::intensity).max().orElseThrow() * 1.5;
        double lowY = measured.stream().mapToDouble(Measured::gigaflops).min().orElseThrow() / 1.5;
        double fastest = measured.stream().mapToDouble(Measured::gigaflops).max().orElseThrow();
        double highY = (Double.isNaN(peak) ? fastest : Math.max(peak, fastest)) * 1.6;
        var x = Axis.logarithmic(lowX, highX, LEFT, RIGHT);
        var y = Axis.logarithmic(lowY, highY, BOTTOM, TOP);
        svg.text(16, TOP - 12, "start", "soft", "GFLOP/s");
        names(svg, measured, x);
        for (double mark : y.marks()) {
            svg.line(LEFT, y.at(mark), RIGHT, y.at(mark), "grid");
            svg.text(LEFT - 8, y.at(mark) + 4.5, "end", "soft", plain(mark));
        }
        for (double mark : x.marks()) {
            svg.line(x.at(mark), TOP, x.at(mark), BOTTOM, "grid");
            svg.text(x.at(mark), BOTTOM + 20, "middle", "soft", plain(mark));
        }
        svg.text((LEFT + RIGHT) / 2, BOTTOM + 42, "middle", "soft",
                "floating-point operations for each byte that must move");
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, "axis");
        roof(svg, x, y, peak, memory);
        var labels = new Labels();
        var best = new LinkedHashMap<String, Measured>();
        for (var m : measured) {
            svg.dot(x.at(intensity(m)), y.at(m.gigaflops()), 4, Palette.of(m.implementation()),
                    m.series() + ", " + m.operation() + " " + m.shape() + ": " + Table.number(m.gigaflops())
                            + " GFLOP/s");
            best.merge(m.implementation(), m, (old, now) -> intensity(now) >= intensity(old) ? now : old);
        }
        best.forEach((name, m) -> labels.add(new Labels.Label(name, y.at(m.gigaflops()), Palette.of(name))));
        labels.draw(svg, RIGHT, TOP, BOTTOM);
        return svg;
    }

    /** Says above the drawing what stands at an intensity, as far as the names have room; the points say the rest. */
    private static void names(Svg svg, List<Measured> measured, Axis x) {
        double end = LEFT - ROOM;
        for (var m : measured.stream().sorted(Comparator.comparingDouble(RooflineChart::intensity)).toList()) {
            double at = x.at(intensity(m));
            if (at < end + ROOM)
                continue;
            end = at;
            svg.line(at, TOP, at, TOP - 5, "axis");
            svg.risingText(at, TOP - 8, "small", name(m));
        }
    }

    private static String name(Measured m) {
        if (m.square() > 0)
            return "gemm " + m.square();
        if (m.samples() > 0)
            return m.shape().replaceFirst("[ ,].*", "");
        return m.operation().equals("gemm") ? m.shape() : m.operation();
    }

    private static void roof(Svg svg, Axis x, Axis y, double peak, double memory) {
        double ridge = Double.isNaN(memory) ? x.low() : Double.isNaN(peak) ? x.high() : peak / memory;
        if (!Double.isNaN(memory)) {
            double from = Math.max(x.low(), y.low() / memory);
            double to = Math.min(ridge, x.high());
            svg.line(x.at(from), y.at(from * memory), x.at(to), y.at(Math.min(to * memory, y.high())), "roof");
            double middle = Math.sqrt(from * to);
            svg.text(x.at(middle) - 8, y.at(middle * memory) - 4, "end", "small",
                    "memory " + Table.number(memory) + " GB/s");
        }
        if (!Double.isNaN(peak)) {
            svg.line(x.at(Math.max(ridge, x.low())), y.at(peak), RIGHT, y.at(peak), "roof");
            svg.text(RIGHT - 4, y.at(peak) - 8, "end", "small", "ceiling " + Table.number(peak) + " GFLOP/s");
        }
    }

    private static double intensity(Measured m) { return m.flops() / m.bytes(); }

    private static String plain(double mark) {
        return mark >= 1 ? String.format(Locale.ROOT, "%.0f", mark) : String.format(Locale.ROOT, "%s", (float) mark);
    }
}
