package dev.lanewise.data;

import dev.lanewise.compute.internal.Printable;

/**
 * What reading or preparing found or decided, in words: collected on the result, for the caller to show.
 *
 * @param severity whether it may matter to the result
 * @param text     one line that names the file; escaped as the message of a {@link DataException} is
 */
public record Notice(Severity severity, String text) {
    /** How much it matters. */
    public enum Severity {
        /** What was recognised or counted. */
        FACT,
        /** Something was left out, merged or guessed, or makes the figures doubtful: to be shown in any case. */
        WARNING
    }

    public Notice {
        text = Printable.line(text);
    }

    /** What was recognised or counted. */
    public static Notice fact(String text) {
        return new Notice(Severity.FACT, text);
    }

    /** Something was left out, merged or guessed, or makes the figures doubtful. */
    public static Notice warning(String text) {
        return new Notice(Severity.WARNING, text);
    }

    public boolean isWarning() { return severity == Severity.WARNING; }
}
