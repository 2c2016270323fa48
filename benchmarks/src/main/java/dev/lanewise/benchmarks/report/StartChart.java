package dev.lanewise.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Work done against seconds from the start of a process: a task with a curve for each implementation. */
final class StartChart {
    private static final int WIDTH = 860;
    private static final double LEFT = 78;
    private static final double RIGHT = 640;
    private static final double TOP = 34;
    /** Names at the ends of curves stand this far apart, and all of them need room. */
    private static final double PITCH = 17;
    private static final double LEAST_HEIGHT = 300;
    /** Below the plot: marks and the name of the axis. */
    private static final double FOOT = 48;
    /** Places on the axis of time at which a curve is drawn. */
    private static final int POINTS = 80;

    private final int threads;
    private final List<Measured> curves;
    /** Seconds that all curves have. */
    private final double length;

    private StartChart(int threads, List<Measured> curves) {
        this.threads = threads;
        this.curves = curves;
        length = curves.stream().mapToDouble(Measured::curveLength).min().orElseThrow();
    }

    /** Returns one chart for each task and number of threads; what knows one thread alone stands in each. */
    static List<StartChart> all(Results results) {
        var tasks = new LinkedHashMap<String, List<Measured>>();
        for (var m : results.measured())
            if (m.curveLength() > 0)
                tasks.computeIfAbsent(m.task(), _ -> new ArrayList<>()).add(m);
        var charts = new ArrayList<StartChart>();
        for (var task : tasks.values()) {
            var chosen = task.stream().filter(m -> !oneThreaded(task, m)).map(Measured::threads).distinct().sorted()
                    .toList();
            for (int threads : chosen.isEmpty() ? List.of(1) : chosen)
                charts.add(new StartChart(threads,
                        task.stream().filter(m -> m.threads() == threads || oneThreaded(task, m)).toList()));
        }
        return charts;
    }

    private static boolean oneThreaded(List<Measured> task, Measured of) {
        return task.stream().filter(m -> m.implementation().equals(of.implementation()))
                .allMatch(m -> m.threads() == 1);
    }

    /** Returns the figures that are drawn, in the order of their last points. */
    List<Measured> curves() {
        return curves.stream().sorted(Comparator.comparingDouble((Measured m) -> -m.done(length))).toList();
    }

    /** Returns the heading. */
    String title() {
        var any = curves.getFirst();
        return any.shape() + ": " + any.unit() + " on " + threads + (threads == 1 ? " thread" : " threads");
    }

    /**
     * Returns who has done the most at each mark, and how many times as much as the next: where peers take part, as the
     * best of the other side, since Lanewise's ways to start are often close together.
     */
    String leaders() {
        return "Ahead " + Table.MARKS.stream().filter(mark -> mark <= length).map(this::leader)
                .collect(Collectors.joining("; ")) + ".";
    }

    private String leader(int mark) {
        var order = curves.stream().sorted(Comparator.comparingDouble((Measured m) -> -m.done(mark))).toList();
        var first = order.getFirst();
        String after = "after " + mark + " s: ";
        if (first.done(mark) == 0)
            return after + "nobody";
        String lead = after + first.implementation() + ", " + Table.count(first.done(mark));
        boolean both = curves.stream().map(Measured::peer).distinct().count() == 2;
        return order.stream().skip(1).filter(m -> m.done(mark) > 0 && (!both || m.peer() != first.peer())).findFirst()
                .map(next -> lead + " (" + Table.factor(first.done(mark) / next.done(mark)) + " times "
                        + next.implementation() + ")")
                .orElse(lead);
    }

    /** Returns the picture for a page that has the style. */
    String inline() {
        double bottom = TOP + Math.max(LEAST_HEIGHT, PITCH * curves.size());
        var svg = new Svg(WIDTH, (int) Math.ceil(bottom + FOOT));
        double earliest = curves.stream().mapToDouble(StartChart::start).min().orElseThrow();
        double most = curves.stream().mapToDouble(m -> m.done(length)).max().orElseThrow();
        double least = curves.stream().mapToDouble(m -> Math.max(m.samples(), 1)).min().orElseThrow();
        var x = Axis.logarithmic(Math.min(earliest, length / 2), length, LEFT, RIGHT);
        var y = Axis.logarithmic(least, Math.max(most, 2 * least), bottom, TOP);
        svg.text(8, 14, "start", "soft", curves.getFirst().unit() + ", median of "
                + (processes() == 1 ? "one process each" : processes() + " processes each"));
        for (double mark : y.marks()) {
            svg.line(LEFT, y.at(mark), RIGHT, y.at(mark), "grid");
            svg.text(LEFT - 8, y.at(mark) + 4.5, "end", "soft", Table.count(mark));
        }
        for (double mark : x.marks()) {
            svg.line(x.at(mark), TOP, x.at(mark), bottom, "grid");
            svg.text(x.at(mark), bottom + 20, "middle", "soft", seconds(mark));
        }
        svg.text((LEFT + RIGHT) / 2, bottom + 40, "middle", "soft", "seconds from the start of the process");
        svg.line(LEFT, bottom, RIGHT, bottom, "axis");
        var labels = new Labels();
        for (var m : curves)
            if (m.done(length) > 0)
                labels.add(curve(svg, m, x, y));
        labels.draw(svg, RIGHT, TOP, bottom);
        return svg.inline(title() + ". " + leaders(), 0);
    }

    private static String seconds(double mark) {
        return Float.toString((float) mark).replaceFirst("\\.0$", "");
    }

    private int processes() {
        return Collections.max(curves.stream().map(m -> m.curves().size()).toList());
    }

    /** From where on the median of the processes has something done. */
    private static double start(Measured m) {
        return 1e-9 * m.nanos();
    }

    private Labels.Label curve(Svg svg, Measured m, Axis x, Axis y) {
        String style = Palette.of(m.implementation());
        double start = Math.min(start(m), length);
        var points = new ArrayList<String>();
        for (int i = 0; i <= POINTS; i++) {
            double time = i == POINTS ? length : start * Math.pow(length / start, (double) i / POINTS);
            double done = m.done(time);
            if (done >= y.low())
                points.add(String.format(Locale.ROOT, "%.1f,%.1f", x.at(time), y.at(done)));
        }
        svg.path(String.join(" ", points), style);
        svg.dot(x.at(start), y.at(Math.max(m.done(start), y.low())), 3, style, m.series() + ": first after "
                + Table.number(start) + " s");
        double last = m.done(length);
        return new Labels.Label(m.implementation() + " " + Table.count(last), y.at(last), style);
    }
}
