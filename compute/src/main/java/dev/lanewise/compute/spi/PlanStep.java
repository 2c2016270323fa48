package dev.lanewise.compute.spi;

/** One recorded operation. */
@FunctionalInterface
public interface PlanStep {
    /** Submits the operation. */
    void run();

    /** Returns the number of kernel launches of one run. */
    default int launches() { return 0; }

    /** Frees what was prepared for the step. */
    default void close() {}
}
