package dev.lanewise.benchmarks;

/** A benchmark that cannot be run as asked. The message is one line for the user. */
public final class BenchmarkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says in one line what is wrong and what can be done. */
    public BenchmarkException(String message) {
        super(message);
    }

    /** Says in one line what is wrong, and what the platform reported. */
    public BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
