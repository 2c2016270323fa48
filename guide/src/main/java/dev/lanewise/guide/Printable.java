package dev.lanewise.guide;

import java.util.Locale;

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
        if (text.codePoints().noneMatch(Printable::isEscaped)) {
            return text;
        }
        var line = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isEscaped(character)) {
                escape(line, character);
            } else {
                line.appendCodePoint(character);
            }
        });
        return line.toString();
    }

    private static boolean isEscaped(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> character != 0x200c && character != 0x200d;
            default -> false;
        };
    }

    private static void escape(StringBuilder line, int character) {
        switch (character) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                for (char unit : Character.toChars(character)) {
                    line.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        }
    }

    /** A name from a file within a sentence: {@link #line} of at most 40 characters. */
    static String name(String name) {
        String cut = cut(name, NAME);
        return cut.equals(line(name)) ? cut : cut(name, NAME - 3) + "...";
    }

    /** The first characters of {@link #line}. */
    static String cut(String text, int most) {
        String line = line(text);
        return length(line) <= most ? line : line.substring(0, line.offsetByCodePoints(0, most));
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
