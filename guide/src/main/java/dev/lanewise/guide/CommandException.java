package dev.lanewise.guide;

/** A command that cannot do what it was asked for, though it was asked well. Exit status 1. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line that says what is wrong and what is expected */
    CommandException(String message) {
        super(message);
    }

    /**
     * @param message one line that says what is wrong and what is expected
     * @param cause   what the platform reported
     */
    CommandException(String message, Throwable cause) { super(message, cause); }
}
