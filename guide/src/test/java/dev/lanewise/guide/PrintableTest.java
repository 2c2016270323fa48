package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Text from files that would do something to a terminal is shown instead. */
class PrintableTest {
    private static final String GRIN = Character.toString(0x1f600);

    /** Colours, a command of one C1 character, a new order of writing, invisible marks, separators of lines. */
    @ParameterizedTest
    @CsvSource({"27, \\u001b", "0, \\u0000", "127, \\u007f", "0x9b, \\u009b", "10, \\n", "13, \\r", "9, \\t",
            "0x202e, \\u202e", "0x2066, \\u2066", "0x200f, \\u200f", "0xfeff, \\ufeff", "0x2028, \\u2028",
            "0x2029, \\u2029", "0x85, \\u0085", "0xe0041, \\udb40\\udc41", "0xd800, \\ud800"})
    void harmfulCharactersAreEscaped(int character, String expected) {
        assertEquals("a" + expected + "b", Printable.line("a" + Character.toString(character) + "b"));
    }

    /** A joiner makes one picture of several, and is a part of Persian words. */
    @ParameterizedTest
    @ValueSource(strings = {"Iris-setosa", "Größe in m²", "日本語", "עברית", "a\u200db", "می\u200cخواهم", "\\u001b", ""})
    void lettersOfAllLanguagesStay(String text) {
        assertEquals(text, Printable.line(text));
    }

    @Test
    void jsonKeepsItsMeaning() {
        var object = Map.<String, Object>of("label", "\u001b[2J \u202e \u009b \u2028 \ud83d\ude00 \udb40\udc41\"\\");
        assertEquals(object, Json.read(Printable.line(Json.compact(object))));
    }

    @Test
    void recordsOfTheLogAreOneLine() {
        var message = new LogRecord(Level.WARNING, "a\u001b[31m\nlanewise: b");
        assertEquals("lanewise: warning: a\\u001b[31m\\nlanewise: b" + System.lineSeparator(),
                new LogLine().format(message));
        assertEquals("lanewise: a" + System.lineSeparator(), new LogLine().format(new LogRecord(Level.INFO, "a")));
    }

    @Test
    void longNamesAreShortened() {
        assertEquals("x".repeat(40), Printable.name("x".repeat(40)));
        assertEquals("x".repeat(37) + "...", Printable.name("x".repeat(41)));
        assertEquals(GRIN.repeat(37) + "...", Printable.name(GRIN.repeat(41)));
        assertEquals("\\n".repeat(18) + "...", Printable.name("\n".repeat(30)));
    }

    @Test
    void escapesAreCutAsAWholeAndTheCutIsMarked() {
        assertEquals("ab", Printable.cut("ab\u001bc", 7));
        assertEquals("ab\\u001b", Printable.cut("ab\u001bc", 8));
        assertEquals("", Printable.cut("\udb40\udc41", 11));
        assertEquals("\\udb40\\udc41", Printable.cut("\udb40\udc41", 12));
        assertEquals("ab...", Printable.shortened("ab\u001bc\u001b", 10));
        assertEquals("ab\\u001bc", Printable.shortened("ab\u001bc", 9));
    }

    @Test
    void namesThatAreCutToTheSameAreNumbered() {
        assertEquals(List.of("a~1", "b", "a~3", "a~2"), Printable.distinct(List.of("a", "b", "a", "a~2")));
    }

    @Test
    void columnsAreFilledByCharacters() {
        assertEquals(GRIN + "  |", Printable.left(GRIN, 3) + "|");
        assertEquals("  " + GRIN, Printable.right(GRIN, 3));
        assertEquals("long", Printable.left("long", 3));
        assertEquals(GRIN.repeat(10), Printable.cut(GRIN.repeat(20), 10));
    }
}
