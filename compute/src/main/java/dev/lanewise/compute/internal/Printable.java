package dev.lanewise.compute.internal;

import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Text as a terminal may show it. Labels, names of columns and what is in a model come from files, which may hold
 * characters that move the cursor, colour or hide what is around them, or turn its order round; whatever puts such text
 * into a message, or prints it, escapes them here.
 */
public final class Printable {
    /** Longest name in a sentence, in characters. */
    private static final int NAME = 40;

    private Printable() {}

    /**
     * The text on one line: control characters, separators of lines and invisible format characters, of which those
     * that override the direction of writing are some, become escapes as in JSON, so that JSON keeps its meaning. Joiners
     * (U+200C, U+200D) stay: words of some languages and pictures are made with them.
     */
    public static String line(String text) {
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
    public static String name(String name) {
        return shortened(name, NAME);
    }

    /** {@link #line}, with an ellipsis for its end if it has more characters than that. */
    public static String shortened(String text, int most) {
        // A text from a file may be very long: no more of it is looked at than is shown.
        var whole = new StringBuilder();
        return append(text, most, whole) ? whole.toString() : cut(text, most - 3) + "...";
    }

    /** The beginning of {@link #line}: at most so many characters, of escapes none in part. */
    public static String cut(String text, int most) {
        var cut = new StringBuilder();
        append(text, most, cut);
        return cut.toString();
    }

    /** Appends the beginning of {@link #line}; returns whether it is all. */
    private static boolean append(String text, int most, StringBuilder to) {
        int length = 0;
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            String shown = shown(text.codePointAt(at));
            length += length(shown);
            if (length > most) {
                return false;
            }
            to.append(shown);
        }
        return true;
    }

    /** The number of characters. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
