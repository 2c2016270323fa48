package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What an error must look like. */
final class Misuse {
    private Misuse() {}

    /** Fails unless {@code call} throws exactly this, with a message that contains each of the words. */
    static void names(Class<? extends Throwable> type, Runnable call, String... words) {
        var thrown = assertThrowsExactly(type, call::run);
        for (var word : words)
            assertTrue(thrown.getMessage() != null && thrown.getMessage().contains(word),
                    () -> "the message must name \"" + word + "\": " + thrown.getMessage());
    }

    /** Fails unless {@code call} refuses an operand, and says what it got and what it needs. */
    static void hasShape(String operand, String got, String needs, Runnable call) {
        names(IllegalArgumentException.class, call, operand + ":", got, needs);
    }
}
