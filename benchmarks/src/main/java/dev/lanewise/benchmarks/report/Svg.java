package dev.lanewise.benchmarks.report;

import java.util.Locale;

/** Builds a drawing; everything written as text is escaped. */
final class Svg {
    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;

    Svg(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** Text whose anchor is start, middle or end. */
    Svg text(double x, double y, String anchor, String cssClass, String text) {
        body.append(
                String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n",
                        x, y, anchor, cssClass, escaped(text)));
        return this;
    }

    /** Text that rises to the right from where it starts. */
    Svg risingText(double x, double y, String cssClass, String text) {
        body.append(String.format(Locale.ROOT,
                "<text transform=\"translate(%.1f %.1f) rotate(-45)\" class=\"%s\">%s</text>%n", x, y, cssClass,
                escaped(text)));
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String cssClass) {
        body.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
                x1, y1, x2, y2, cssClass));
        return this;
    }

    /** A line through points. */
    Svg path(String points, String cssClass) {
        body.append(String.format(Locale.ROOT, "<polyline points=\"%s\" class=\"%s\"/>%n", points, cssClass));
        return this;
    }

    /** A point that says what it is when one points at it. */
    Svg dot(double x, double y, double radius, String cssClass, String title) {
        body.append(String.format(Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"dot %s\"><title>%s</title></circle>%n", x, y,
                radius,
                cssClass, escaped(title)));
        return this;
    }

    Svg bar(double x, double y, double barWidth, double barHeight, String cssClass, String title) {
        body.append(String.format(Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" class=\"bar %s\">"
                        + "<title>%s</title></rect>%n",
                x, y, Math.max(barWidth, 0.5), barHeight, cssClass, escaped(title)));
        return this;
    }

    /** The drawing inside a page, whose style sheet names the classes, without so much of its top. */
    String inline(String label, int cut) {
        return String.format(Locale.ROOT,
                "<svg viewBox=\"0 %d %d %d\" role=\"img\" aria-label=\"%s\">%n%s</svg>%n", cut, width, height - cut,
                escaped(label), body);
    }

    /** The drawing as a file of its own. */
    String standalone(String label, String style) {
        return String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                        + "role=\"img\" aria-label=\"%s\">%n<style>%n%s</style>%n"
                        + "<rect width=\"%d\" height=\"%d\" class=\"paper\"/>%n%s</svg>%n",
                width, height, width, height, escaped(label), style, width, height, body);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
