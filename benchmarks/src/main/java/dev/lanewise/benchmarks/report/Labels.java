package dev.lanewise.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts names beside the ends of lines, one below the other without touching, as near to their lines as that allows. */
final class Labels {
    private static final double PITCH = 16;

    /**
     * A name.
     *
     * @param text what it says
     * @param y where its line ends
     * @param style class of its colour
     */
    record Label(String text, double y, String style) {}

    private final List<Label> labels = new ArrayList<>();

    void add(Label label) { labels.add(label); }

    /** Draws the names right of {@code x}, between {@code top} and {@code bottom}, with a thin line from each end. */
    void draw(Svg svg, double x, double top, double bottom) {
        var sorted = labels.stream().sorted(Comparator.comparingDouble(Label::y)).toList();
        var places = places(sorted.stream().map(Label::y).toList(), top, bottom);
        for (int i = 0; i < sorted.size(); i++) {
            svg.line(x + 4, sorted.get(i).y(), x + 18, places.get(i), "leader");
            svg.text(x + 22, places.get(i) + 4.5, "start", "label " + sorted.get(i).style(), sorted.get(i).text());
        }
    }

    /** Pushes each down until it clears the one above, then the lowest up again from the bottom. */
    static List<Double> places(List<Double> wanted, double top, double bottom) {
        var places = new ArrayList<Double>();
        double above = top - PITCH;
        for (double y : wanted) {
            above = Math.max(y, above + PITCH);
            places.add(above);
        }
        double below = bottom + PITCH;
        for (int i = places.size() - 1; i >= 0; i--) {
            below = Math.min(places.get(i), below - PITCH);
            places.set(i, below);
        }
        return places;
    }
}
