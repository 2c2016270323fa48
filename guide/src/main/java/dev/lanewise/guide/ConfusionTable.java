package dev.lanewise.guide;

import dev.lanewise.compute.internal.Printable;
import dev.lanewise.nn.Classification;

import java.util.ArrayList;
import java.util.List;

/** The confusion matrix as text: what a row is, and what it was taken for. */
final class ConfusionTable {
    /** Names are cut to this, so that ten classes fit on a line; what is then equal is numbered. */
    private static final int NAME = 10;

    private ConfusionTable() {}

    static List<String> lines(Classification c, List<String> names) {
        List<String> shown = Columns.distinct(names.stream().map(name -> Printable.cut(name, NAME)).toList());
        int longest = shown.stream().mapToInt(Printable::length).max().orElse(0);
        int first = Math.max(NAME, longest);
        int width = 1 + Math.max(4, longest);
        var lines = new ArrayList<String>();
        var head = new StringBuilder("actual \\ predicted\n").append(" ".repeat(first));
        for (String name : shown) {
            head.append(Columns.right(name, width));
        }
        lines.addAll(head.toString().lines().toList());
        for (int actual = 0; actual < names.size(); actual++) {
            var line = new StringBuilder(Columns.left(shown.get(actual), first));
            for (int predicted = 0; predicted < names.size(); predicted++) {
                long count = c.confusion(actual, predicted);
                line.append(Columns.right(count == 0 ? "." : Long.toString(count), width));
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
