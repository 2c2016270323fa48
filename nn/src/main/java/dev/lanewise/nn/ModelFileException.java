package dev.lanewise.nn;

import java.io.IOException;

/** A file that is not a whole, unchanged model file of this library: one line that says what is wrong. */
public final class ModelFileException extends IOException {
    private static final long serialVersionUID = 1;

    ModelFileException(String message) { super(message); }

    ModelFileException(String message, Throwable cause) { super(message, cause); }
}
