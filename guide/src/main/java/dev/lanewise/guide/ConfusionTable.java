package dev.lanewise.guide;

import dev.lanewise.nn.Classification;

import java.util.ArrayList;
import java.util.List;

/** The confusion matrix as text: what a row is, and what it was taken for. */
final class ConfusionTable {
    /** Names are cut to this, so that ten classes fit on a line. */
    private static final int NAME = 10;

    private ConfusionTable() {}

    static List<String> lines(Classification c, List<String> names) {
        int width = 1 + Math.max(4, names.stream().mapToInt(name -> Printable.length(cut(name))).max().orElse(0));
        var lines = new ArrayList<String>();
        var head = new StringBuilder("actual \\ predicted\n").append(" ".repeat(NAME));
        for (String name : names) {
            head.append(Printable.right(cut(name), width));
        }
        lines.addAll(head.toString().lines().toList());
        for (int actual = 0; actual < names.size(); actual++) {
            var line = new StringBuilder(Printable.left(cut(names.get(actual)), NAME));
            for (int predicted = 0; predicted < names.size(); predicted++) {
                long count = c.confusion(actual, predicted);
                line.append(Printable.right(count == 0 ? "." : Long.toString(count), width));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String cut(String name) {
        return Printable.cut(name, NAME);
    }
}
