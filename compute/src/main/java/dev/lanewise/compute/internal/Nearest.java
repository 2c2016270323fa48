package dev.lanewise.compute.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant by one that does not exist. */
public final class Nearest {
    /** Beyond these lengths comparing costs more than a hint is worth. */
    private static final int LONGEST_NAME = 200;
    private static final int MOST_NAMES = 100_000;

    private Nearest() {}

    /**
     * The most similar of the names that exist: the least edits apart (a character put in, taken out or replaced, two
     * swapped; case not counted), but at most a third of the length; nothing where none is so near.
     */
    public static Optional<String> of(String name, Collection<String> existing) {
        if (name.length() > LONGEST_NAME || existing.size() > MOST_NAMES) {
            return Optional.empty();
        }
        int most = name.length() / 3;
        String wanted = name.toLowerCase(Locale.ROOT);
        return existing.stream().filter(other -> Math.abs(other.length() - name.length()) <= most)
                .filter(other -> edits(wanted, other.toLowerCase(Locale.ROOT)) <= most)
                .min(Comparator.comparingInt(other -> edits(wanted, other.toLowerCase(Locale.ROOT))));
    }

    /** The end of a message about a name that does not exist: {@code ; did you mean 'age'?}, or nothing. */
    public static String hint(String name, Collection<String> existing) {
        return of(name, existing).map(found -> "; did you mean '" + found + "'?").orElse("");
    }

    /** Levenshtein's distance, in which two neighbours that changed places are one edit too. */
    private static int edits(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[from.length()][to.length()];
    }
}
