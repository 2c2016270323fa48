package dev.lanewise.guide;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code report.html}: one file that needs nothing else, with the run as JSON and a script that draws it. */
final class Report {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private Report() {}

    /** The page of a run, as {@code run.json} holds it. */
    static String html(Map<String, Object> run) {
        String template = resource("report.html");
        var page = new StringBuilder();
        int end = 0;
        // In one pass: what is filled in is never searched for places. Matcher.replaceAll goes over it character by
        // character, 80 ms for the library of charts in a process that has just started.
        for (Matcher place = PLACE.matcher(template); place.find(); end = place.end()) {
            page.append(template, end, place.start()).append(filling(place.group(1), run));
        }
        return page.append(template, end, template.length()).toString();
    }

    private static String filling(String place, Map<String, Object> run) {
        return switch (place) {
            case "title" -> escaped(String.valueOf(run.get("title")));
            // In a script element only "<" can end the text; JSON writes it as an escape.
            case "run" -> Json.compact(run).replace("<", "\\u003c");
            case "echarts" -> resource("echarts.common.min.js");
            case "script" -> resource("report.js");
            default -> throw new IllegalStateException("report.html: there is no " + place);
        };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String resource(String name) {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
