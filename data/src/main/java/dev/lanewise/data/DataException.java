package dev.lanewise.data;

import dev.lanewise.compute.internal.Printable;

/**
 * Data that cannot be used: a file that is missing, damaged or of another form, a column that is not there, a value
 * that is not a number. The message is one line that names the file and says what is wrong and what is expected.
 */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one line; what in it is not to be seen, or would do something to a terminal, which can come from
     *     file contents, is escaped
     */
    public DataException(String message) {
        super(Printable.line(message));
    }

    /**
     * @param message as for {@link #DataException(String)}
     * @param cause   what the platform reported
     */
    public DataException(String message, Throwable cause) { super(Printable.line(message), cause); }

    /**
     * A value from a file as it appears in messages: in single quotes, escaped, and shortened to 40 characters, so that
     * a binary file read as text does not fill the terminal.
     */
    public static String quoted(String value) {
        return "'" + Printable.name(value) + "'";
    }

    /** A word of a message that may be given to an option as it is: in quotes where a shell needs them. */
    public static String argument(String word) {
        return word.matches("[\\w./,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
