package dev.lanewise.guide;

import dev.lanewise.compute.internal.Printable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Names and numbers in the columns of a table for the terminal. */
final class Columns {
    private Columns() {}

    /** The names, of which equal ones, shortened from different ones, are numbered: {@code name~1}, {@code name~2}. */
    static List<String> distinct(List<String> names) {
        var taken = new HashSet<String>(names);
        Map<String, Long> counts = names.stream().collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        var distinct = new ArrayList<String>();
        for (String name : names) {
            String shown = name;
            if (counts.get(name) > 1) {
                int number = 1;
                do {
                    shown = name + "~" + number++;
                } while (!taken.add(shown));
            }
            distinct.add(shown);
        }
        return distinct;
    }

    /** The text with blanks behind it; as it is, if it is longer. */
    static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - Printable.length(text)));
    }

    /** The text with blanks in front of it; as it is, if it is longer. */
    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - Printable.length(text))) + text;
    }
}
