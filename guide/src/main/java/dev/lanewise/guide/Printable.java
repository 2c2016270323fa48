package dev.lanewise.guide;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Text as a terminal may show it. Labels, names of columns and what is in a model come from files, which may hold
 * characters that move the cursor, colour or hide what is around them, or turn its order round; {@link Output} and
 * error messages escape them, and nothing is printed past those.
 */
final class Printable {
    /** Longest name in a sentence, in characters. */
    private static final int NAME = 40;

    private Printable() {}

    /**
     * The text on one line: control characters, separators of lines and invisible format characters, of which those
     * that override the direction of writing are some, become escapes as in JSON, so that JSON keeps its meaning. Joiners
     * (U+200C, U+200D) stay: words of some languages and pictures are made with them.
     */
    static String line(String text) {
        return cut(text, Integer.MAX_VALUE);
    }

    private static boolean isEscaped(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> character != 0x200c && character != 0x200d;
            default -> false;
        };
    }

    private static String shown(int character) {
        if (!isEscaped(character)) {
            return Character.toString(character);
        }
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                Character.toString(character).chars().mapToObj(unit -> String.format(Locale.ROOT, "\\u%04x", unit))
                        .collect(Collectors.joining());
        };
    }

    /** A name from a file within a sentence: {@link #line} of at most 40 characters. */
    static String name(String name) {
        return shortened(name, NAME);
    }

    /** {@link #line}, with an ellipsis for its end if it has more characters than that. */
    static String shortened(String text, int most) {
        return length(line(text)) <= most ? line(text) : cut(text, most - 3) + "...";
    }

    /** The beginning of {@link #line}: at most so many characters, of escapes none in part. */
    static String cut(String text, int most) {
        var cut = new StringBuilder();
        int length = 0;
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            String shown = shown(text.codePointAt(at));
            length += length(shown);
            if (length > most) {
                break;
            }
            cut.append(shown);
        }
        return cut.toString();
    }

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
        return text + " ".repeat(Math.max(0, width - length(text)));
    }

    /** The text with blanks in front of it; as it is, if it is longer. */
    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - length(text))) + text;
    }

    /** The number of characters. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
