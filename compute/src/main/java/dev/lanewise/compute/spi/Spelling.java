package dev.lanewise.compute.spi;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Guesses what a misspelt name was meant to be. */
final class Spelling {
    private Spelling() {}

    /** Returns {@code ", did you mean X?"} of the nearest name; nothing if none is near. */
    static String suggestion(String word, List<String> names) {
        // A third of the letters wrong, two in a short word: more, and anything would be like anything.
        int most = Math.max(2, word.length() / 3);
        String lower = word.toLowerCase(Locale.ROOT);
        return names.stream().filter(name -> distance(lower, name) <= most && distance(lower, name) < name.length())
                .min(Comparator.comparingInt(name -> distance(lower, name)))
                .map(name -> ", did you mean " + name + "?").orElse("");
    }

    /** Letters to insert, delete or replace (Levenshtein 1966), row by row of the table. */
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
