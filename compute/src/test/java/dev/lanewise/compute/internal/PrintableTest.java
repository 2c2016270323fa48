package dev.lanewise.compute.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertEquals(GRIN.repeat(10), Printable.cut(GRIN.repeat(20), 10));
        assertEquals("", Printable.cut("\udb40\udc41", 11));
        assertEquals("\\udb40\\udc41", Printable.cut("\udb40\udc41", 12));
        assertEquals("ab...", Printable.shortened("ab\u001bc\u001b", 10));
        assertEquals("ab\\u001bc", Printable.shortened("ab\u001bc", 9));
    }
}
