package dev.lanewise.data;

/**
 * Data that cannot be used: a file that is missing, damaged or of another form, a column that is not there, a value
 * that is not a number. The message is one line that names the file and says what is wrong and what is expected.
 */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Longer values are cut, so that a binary file read as text does not fill the terminal. */
    private static final int QUOTED_LENGTH = 40;

    /** @param message one line; control characters in it, which can come from file contents, are replaced */
    public DataException(String message) {
        super(oneLine(message));
    }

    /**
     * @param message one line; control characters in it are replaced
     * @param cause   what the platform reported
     */
    public DataException(String message, Throwable cause) { super(oneLine(message), cause); }

    /** A value from a file as it appears in messages: in single quotes and cut to 40 characters. */
    public static String quoted(String value) {
        return "'" + (value.length() <= QUOTED_LENGTH ? value : value.substring(0, QUOTED_LENGTH) + "...") + "'";
    }

    /** A word of a message that may be given to an option as it is: in quotes where a shell needs them. */
    public static String argument(String word) {
        return word.matches("[\\w./,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    static String oneLine(String message) {
        var line = new StringBuilder(message);
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i))) {
                line.setCharAt(i, '?');
            }
        }
        return line.toString();
    }
}
