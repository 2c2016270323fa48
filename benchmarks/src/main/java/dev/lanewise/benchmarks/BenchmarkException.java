package dev.lanewise.benchmarks;

/** A benchmark that failed: a wrong result, or a process that ended. */
public final class BenchmarkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchmarkException(String message, Throwable cause) { super(message, cause); }
}
