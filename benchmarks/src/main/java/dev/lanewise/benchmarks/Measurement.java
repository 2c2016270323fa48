package dev.lanewise.benchmarks;

/**
 * What one benchmark came to.
 *
 * @param operation name of the operation
 * @param size shape
 * @param backend name of the backend
 * @param medianNanos median time of one run over the measured iterations
 * @param lowNanos shortest iteration
 * @param highNanos longest iteration
 * @param flops floating-point operations of a run
 * @param bytes bytes that a run reads and writes at least
 */
public record Measurement(String operation, String size, String backend, double medianNanos, double lowNanos,
        double highNanos, double flops, double bytes) {
    /** Returns 10^9 floating-point operations per second. */
    public double gigaflops() { return flops / medianNanos; }

    /** Returns 10^9 bytes per second. */
    public double gigabytes() { return bytes / medianNanos; }
}
