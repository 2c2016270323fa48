package dev.lanewise.guide;

/** Wrong usage: an option that does not exist, contradicts another or holds a value out of range. Exit status 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line that names the option and says what is expected */
    UsageException(String message) {
        super(message);
    }

    /** Refuses a value of an option. */
    static void require(boolean condition, String option, Object got, String expected) {
        if (!condition) {
            throw new UsageException(option + ": got " + got + ", expected " + expected);
        }
    }
}
