package dev.lanewise.nn;

import java.util.Collection;
import java.util.Comparator;

/** Names that are nearly right. */
final class Names {
    private Names() {}

    /** Returns the name that the fewest insertions, deletions and replacements of letters lead to; the first of equals. */
    static String nearest(String name, Collection<String> names) {
        return names.stream().min(Comparator.comparingInt(other -> distance(name, other))).orElseThrow();
    }

    /** Levenshtein's distance, row by row. */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++)
            row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
