package dev.lanewise.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tasks of a family, each with a bar for everyone who did it, the fastest first; ticks are the ceilings. */
final class BarChart {
    private static final int WIDTH = 860;
    private static final double LEFT = 150;
    private static final double RIGHT = 520;
    private static final double BAR = 13;
    private static final double PITCH = 18;
    private static final double HEADING = 22;
    private static final double GAP = 14;

    private final Comparison comparison;
    private final Map<String, List<Measured>> tasks = new LinkedHashMap<>();

    BarChart(Comparison comparison, List<Measured> measured) {
        this.comparison = comparison;
        for (var m : measured)
            tasks.computeIfAbsent(m.operation() + " " + m.shape(), _ -> new ArrayList<>()).add(m);
        tasks.values().forEach(all -> all.sort(Comparator.comparingDouble(Measured::nanos)));
    }

    String inline(String label) {
        double height = tasks.values().stream().mapToDouble(all -> HEADING + all.size() * PITCH + GAP).sum();
        var svg = new Svg(WIDTH, (int) Math.ceil(height));
        double y = 0;
        for (var task : tasks.entrySet())
            y = draw(svg, task.getKey(), task.getValue(), y) + GAP;
        return svg.inline(label, 0);
    }

    private double draw(Svg svg, String name, List<Measured> all, double top) {
        double most = all.stream().mapToDouble(m -> m.cold()
                ? m.highRate()
                : Math.max(comparison.ceiling(m),
                        m.highRate()))
                .max().orElseThrow();
        svg.text(8, top + 14, "start", "label", name);
        double y = top + HEADING;
        for (var m : all) {
            String rate = Table.rate(m);
            String samples = m.samples() > 0 ? thousands(m.samplesPerSecond()) + " samples/s" : "";
            String style = Palette.of(m.implementation());
            double middle = y + BAR / 2;
            svg.text(LEFT - 8, y + 11, "end", "soft",
                    m.implementation() + (m.threads() > 1 ? ", " + m.threads() + "T" : ""));
            svg.bar(LEFT, y, at(m.rate(), most) - LEFT, BAR, style, m.series() + ": " + rate);
            svg.line(at(m.lowRate(), most), middle, at(m.highRate(), most), middle, "axis");
            if (!m.cold()) {
                double ceiling = at(comparison.ceiling(m), most);
                svg.line(ceiling, y - 2, ceiling, y + BAR + 2, "axis");
            }
            // Beyond the longest bar, so that nothing crosses the figures.
            svg.text(RIGHT + 14, y + 11, "start", "small", rate);
            svg.text(WIDTH - 4, y + 11, "end", "small", samples);
            y += PITCH;
        }
        return y;
    }

    private static double at(double rate, double most) { return LEFT + (RIGHT - LEFT) * rate / most; }

    private static String thousands(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
