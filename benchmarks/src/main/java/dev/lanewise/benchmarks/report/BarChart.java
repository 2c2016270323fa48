package dev.lanewise.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tasks of a family, each with a bar for everyone who did it, the fastest first; thin lines are the ceilings. */
final class BarChart {
    private static final int WIDTH = 860;
    private static final double LEFT = 300;
    private static final double RIGHT = 720;
    private static final double BAR = 13;
    private static final double PITCH = 18;
    private static final double GAP = 16;

    private final Comparison comparison;
    private final Map<String, List<Measured>> tasks = new LinkedHashMap<>();

    BarChart(Comparison comparison, List<Measured> measured) {
        this.comparison = comparison;
        for (var m : measured)
            tasks.computeIfAbsent(m.operation() + " " + m.shape(), _ -> new ArrayList<>()).add(m);
        tasks.values().forEach(all -> all.sort(Comparator.comparingDouble(Measured::rate).reversed()));
    }

    String inline(String label) {
        double height = tasks.values().stream().mapToDouble(all -> all.size() * PITCH + GAP).sum() + 24;
        var svg = new Svg(WIDTH, (int) Math.ceil(height));
        double y = 12;
        for (var task : tasks.entrySet()) {
            y = draw(svg, task.getKey(), task.getValue(), y) + GAP;
        }
        return svg.inline(label, 0);
    }

    private double draw(Svg svg, String name, List<Measured> all, double top) {
        double most = all.stream().mapToDouble(m -> Math.max(comparison.ceiling(m), m.rate())).max().orElseThrow();
        double y = top;
        svg.text(8, y + 11, "start", "label", name);
        for (var m : all) {
            double length = (RIGHT - LEFT) * m.rate() / most;
            double ceiling = LEFT + (RIGHT - LEFT) * comparison.ceiling(m) / most;
            String rate = Table.number(m.rate()) + " " + m.limit().unit();
            String samples = m.samples() > 0 ? ", " + thousands(m.samplesPerSecond()) + " samples/s" : "";
            svg.text(LEFT - 8, y + 11, "end", "soft",
                    m.implementation() + (m.threads() > 1 ? ", " + m.threads() + "T" : ""));
            svg.bar(LEFT, y, length, BAR, Palette.of(m.implementation()), m.series() + ": " + rate + samples);
            svg.line(ceiling, y - 2, ceiling, y + BAR + 2, "axis");
            svg.text(Math.max(LEFT + length, 0) + 6, y + 11, "start", "small", rate + samples);
            y += PITCH;
        }
        return y;
    }

    private static String thousands(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
