package dev.lanewise.benchmarks.report;

import dev.lanewise.benchmarks.Family;
import dev.lanewise.benchmarks.Task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page of a run: one file that needs nothing else, for light and dark screens. */
public final class Page {
    private static final String ROOFLINE = "<p>Each point is a task on an implementation. The dashed line is what the "
            + "machine allows: left of its bend memory limits, right of it arithmetic.</p>\n";

    private static final String AVX2 = "Everyone did without AVX-512 here: Java by -XX:UseAVX=2, native libraries by "
            + "the variables that they read.";

    private final Results results;
    private final Comparison comparison;
    private final StringBuilder body = new StringBuilder();

    /** Makes the page of a run. */
    public Page(Results results) {
        this.results = results;
        comparison = new Comparison(results);
    }

    /** Returns the page. */
    public String html() {
        body.setLength(0);
        String title = "Lanewise benchmarks: " + results.name() + results.instructions()
                + (results.quick() ? ", quick look" : "");
        body.append("<h1>").append(Svg.escaped(title)).append("</h1>\n<div class=\"soft\">")
                .append(Svg.escaped(results.time().replace('T', ' ') + ", " + results.machine().cpu() + ", "
                        + results.machine().cores() + " cores, " + results.machine().java()))
                .append("</div>\n");
        for (String line : results.failed())
            body.append("<p class=\"failed\">").append(Svg.escaped("Failed: " + line)).append("</p>\n");
        summary();
        for (var chart : CurveChart.all(results))
            section(chart.title(), chart.inline());
        for (int threads : results.threadCounts()) {
            String roofline = new RooflineChart(results, threads).inline();
            if (roofline != null)
                section("Roofline, " + threads + (threads == 1 ? " thread" : " threads"), ROOFLINE + roofline);
        }
        for (var family : Family.values())
            family(family);
        about();
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                + "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>" + Svg.escaped(title)
                + "</title>\n<style>\n" + Palette.style() + Palette.resource("page.css")
                + "</style>\n</head>\n<body>\n<main>\n" + body + "</main>\n</body>\n</html>\n";
    }

    private void summary() {
        var lines = comparison.summary();
        var text = new StringBuilder();
        for (String line : lines)
            paragraph(text, line);
        for (String line : comparison.ceilings())
            paragraph(text, line);
        if (results.avx2())
            paragraph(text, AVX2);
        String rounds = results.rounds() == 1
                ? "Each implementation ran each task in one process"
                : "Each implementation ran each task in " + results.rounds() + " processes, one of each in turn";
        paragraph(text, rounds + ". Figures are medians; ranges, and the thin lines in the charts, go from the slowest "
                + "process to the fastest. 2T: on two threads.");
        if (results.measured().stream().anyMatch(m -> !m.cold()))
            paragraph(text,
                    "GFLOP/s for products and training, which arithmetic limits; GB/s of the least traffic for all "
                            + "else, which memory limits. The ceiling is the fastest rate that anyone reached on as many threads "
                            + "here, the bare loop of multiply-adds, the plain copy and native libraries included.");
        section("In short", text.toString());
    }

    private static void paragraph(StringBuilder text, String line) {
        text.append("<p>").append(Svg.escaped(line)).append("</p>\n");
    }

    private void section(String heading, String content) {
        body.append("<section><h2>").append(Svg.escaped(heading)).append("</h2>\n").append(content)
                .append("</section>\n");
    }

    private void family(Family family) {
        var measured = results.measured().stream().filter(m -> m.family().equals(family.label())).toList();
        if (measured.isEmpty())
            return;
        var table = new Table(comparison);
        // Square products are in the curves; the peak of arithmetic is in every chart as the ceiling.
        var bars = measured.stream()
                .filter(m -> m.square() == 0 && !m.operation().equals(Task.FMA) && m.curveLength() == 0).toList();
        var content = new StringBuilder();
        paragraph(content, family.note());
        if (!bars.isEmpty())
            content.append(new BarChart(comparison, bars).inline(family.label()));
        var starts = family.cold() ? StartChart.all(results) : List.<StartChart>of();
        for (var chart : starts) {
            content.append("<h3>").append(Svg.escaped(chart.title())).append("</h3>\n");
            paragraph(content, chart.leaders());
            content.append("<div class=\"wide\">\n").append(chart.inline()).append("</div>\n<div class=\"wide\">\n");
            // Operation and shape are in the heading.
            table(content, "start", table, chart.curves(), 2);
            content.append("</div>\n");
        }
        if (starts.isEmpty()) {
            content.append(bars.isEmpty() ? "<details open=\"open\">" : "<details>")
                    .append("<summary>Figures</summary>\n");
            table(content, "figures", table, measured, 0);
            content.append("</details>\n");
        }
        section(family.label(), content.toString());
    }

    private static void table(StringBuilder content, String cssClass, Table table, List<Measured> measured,
            int fromColumn) {
        content.append("<table class=\"").append(cssClass).append("\"><thead>");
        var headings = table.headings(measured.getFirst());
        row(content, "th", headings.subList(fromColumn, headings.size()));
        content.append("</thead><tbody>\n");
        for (var m : measured) {
            var cells = table.cells(m);
            row(content, "td", cells.subList(fromColumn, cells.size()));
        }
        content.append("</tbody></table>\n");
    }

    private static void row(StringBuilder rows, String cell, List<String> texts) {
        rows.append("<tr>");
        for (String text : texts)
            rows.append('<').append(cell).append('>').append(Svg.escaped(text)).append("</").append(cell).append('>');
        rows.append("</tr>\n");
    }

    private void about() {
        var machine = results.machine();
        var facts = new LinkedHashMap<String, String>();
        facts.put("processor", machine.cpu() + ", " + machine.cores() + " cores, " + machine.memory());
        facts.put("vectors", machine.vectors());
        facts.put("system", machine.system());
        facts.put("java", machine.java());
        facts.put("flags", String.join(" ", machine.flags()));
        facts.put("commit", machine.commit());
        facts.put("rounds", results.rounds() + ", one process of each implementation in turn");
        for (var m : results.measured())
            facts.merge(m.implementation(), m.version(), (old, now) -> old.contains(now) ? old : old + "; " + now);
        var rows = new StringBuilder("<table class=\"words\"><tbody>\n");
        for (Map.Entry<String, String> fact : facts.entrySet())
            row(rows, "td", List.of(fact.getKey(), fact.getValue()));
        section("Measured on", rows.append("</tbody></table>\n").toString());
    }
}
