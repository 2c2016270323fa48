package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Names and numbers below each other. */
class ColumnsTest {
    private static final String GRIN = Character.toString(0x1f600);

    @Test
    void namesThatAreCutToTheSameAreNumbered() {
        assertEquals(List.of("a~1", "b", "a~3", "a~2"), Columns.distinct(List.of("a", "b", "a", "a~2")));
    }

    @Test
    void columnsAreFilledByCharacters() {
        assertEquals(GRIN + "  |", Columns.left(GRIN, 3) + "|");
        assertEquals("  " + GRIN, Columns.right(GRIN, 3));
        assertEquals("long", Columns.left("long", 3));
    }
}
