package dev.lanewise.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Size of square products against their rate, one curve for each implementation, the ceiling on top. */
public final class CurveChart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 440;
    /** Height of the title, which a page has as its heading. */
    private static final int TITLE = 24;
    private static final double LEFT = 56;
    private static final double RIGHT = 660;
    private static final double TOP = 64;
    private static final double BOTTOM = 388;

    private final Results results;
    private final int threads;
    private final Map<String, List<Measured>> curves;

    private CurveChart(Results results, int threads, Map<String, List<Measured>> curves) {
        this.results = results;
        this.threads = threads;
        this.curves = curves;
    }

    /** Returns the chart of the most threads, if at least two sizes of square products were timed. */
    public static Optional<CurveChart> of(Results results) {
        return all(results).stream().max(Comparator.comparingInt(chart -> chart.threads));
    }

    /** Returns one chart for each number of threads; what knows one thread alone stands in each. */
    static List<CurveChart> all(Results results) {
        var squares = results.measured().stream().filter(m -> m.square() > 0).toList();
        var charts = new ArrayList<CurveChart>();
        if (squares.stream().mapToInt(Measured::square).distinct().count() < 2)
            return charts;
        for (int threads : results.threadCounts()) {
            var curves = new LinkedHashMap<String, List<Measured>>();
            for (var m : squares)
                if (m.threads() == threads || results.oneThreaded(m.implementation()))
                    curves.computeIfAbsent(m.implementation(), _ -> new ArrayList<>()).add(m);
            curves.values().forEach(curve -> curve.sort(Comparator.comparingInt(Measured::square)));
            charts.add(new CurveChart(results, threads, curves));
        }
        return charts;
    }

    /** Returns the picture as a file of its own, for light and dark pages. */
    public String standalone() {
        return draw(true).standalone(label(), Palette.style());
    }

    /** Returns the picture for a page that has the style. */
    String inline() {
        return draw(false).inline(label(), TITLE);
    }

    /** Returns the figures of all these charts as tables in Markdown: a row for each size, GFLOP/s. */
    public static String markdown(Results results) {
        return all(results).stream().map(CurveChart::markdown).collect(Collectors.joining("\n"));
    }

    private String markdown() {
        var text = new StringBuilder("| " + title() + ", GFLOP/s | " + String.join(" | ", curves.keySet()) + " |\n| ---"
                + " | ---:".repeat(curves.size()) + " |\n");
        for (int size : sizes()) {
            text.append("| ").append(size);
            for (var curve : curves.values())
                text.append(" | ").append(curve.stream().filter(m -> m.square() == size).findFirst()
                        .map(m -> Table.number(m.gigaflops())).orElse("-"));
            text.append(" |\n");
        }
        return text.toString();
    }

    private List<Integer> sizes() {
        return curves.values().stream().flatMap(List::stream).map(Measured::square).distinct().sorted().toList();
    }

    /** Returns the heading. */
    String title() {
        return "Product of two square matrices, " + threads + (threads == 1 ? " thread" : " threads")
                + results.instructions();
    }

    private String label() {
        return title() + ": " + curves.entrySet().stream()
                .map(c -> c.getKey() + " up to " + Table.number(best(c.getValue())) + " GFLOP/s")
                .collect(Collectors.joining(", "));
    }

    private static double best(List<Measured> curve) {
        return curve.stream().mapToDouble(Measured::gigaflops).max().orElseThrow();
    }

    private Svg draw(boolean alone) {
        var svg = new Svg(WIDTH, HEIGHT);
        var comparison = new Comparison(results);
        double ceiling = curves.values().stream().flatMap(List::stream).mapToDouble(comparison::ceiling).max()
                .orElseThrow();
        var sizes = sizes();
        var x = Axis.logarithmic(sizes.getFirst(), sizes.getLast(), LEFT + 14, RIGHT - 14);
        var y = Axis.linear(ceiling, BOTTOM, TOP);
        if (alone)
            svg.text(16, 26, "start", "title", title());
        svg.text(16, 46, "start", "soft", "GFLOP/s, float32, row-major; median of "
                + results.rounds() + (results.rounds() == 1 ? " process each" : " processes each, and their range"));
        for (double mark : y.marks()) {
            svg.line(LEFT, y.at(mark), RIGHT, y.at(mark), "grid");
            svg.text(LEFT - 8, y.at(mark) + 4.5, "end", "soft", String.format(Locale.ROOT, "%.0f", mark));
        }
        for (int size : sizes)
            svg.text(x.at(size), BOTTOM + 20, "middle", "soft", Integer.toString(size));
        svg.text((LEFT + RIGHT) / 2, BOTTOM + 40, "middle", "soft", "rows and columns of each matrix");
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, "axis");
        svg.line(LEFT, y.at(ceiling), RIGHT, y.at(ceiling), "roof");
        var labels = new Labels();
        labels.add(new Labels.Label("ceiling " + Table.number(ceiling), y.at(ceiling), "top"));
        curves.forEach((name, curve) -> labels.add(curve(svg, name, curve, x, y)));
        labels.draw(svg, RIGHT, TOP, BOTTOM);
        if (alone)
            svg.text(WIDTH - 16, HEIGHT - 8, "end", "small", results.machine().cpu() + ", " + results.machine().java());
        return svg;
    }

    private static Labels.Label curve(Svg svg, String name, List<Measured> curve, Axis x, Axis y) {
        String style = Palette.of(name);
        svg.path(curve.stream().map(m -> String.format(Locale.ROOT, "%.1f,%.1f", x.at(m.square()), y.at(m.gigaflops())))
                .collect(Collectors.joining(" ")), style);
        for (var m : curve) {
            svg.line(x.at(m.square()), y.at(m.lowRate()), x.at(m.square()), y.at(m.highRate()), "whisker " + style);
            svg.dot(x.at(m.square()), y.at(m.gigaflops()), 3, style,
                    m.series() + ", " + m.shape() + ": " + Table.rate(m));
        }
        var last = curve.getLast();
        if (x.at(last.square()) < RIGHT - 20)
            svg.line(x.at(last.square()) + 5, y.at(last.gigaflops()), RIGHT, y.at(last.gigaflops()), "leader");
        return new Labels.Label(name + " " + Table.number(last.gigaflops()), y.at(last.gigaflops()), style);
    }
}
