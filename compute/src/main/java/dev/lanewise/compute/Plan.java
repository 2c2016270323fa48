package dev.lanewise.compute;

/**
 * Operations recorded once by {@link Compute#record} and run any number of times. Arguments were checked, kernels
 * chosen and launches prepared when it was recorded; a run allocates nothing on the Java heap. What may differ
 * between runs is what stands in the buffers, in each {@link Scalar} and in each {@link Counter}.
 */
public interface Plan extends AutoCloseable {
    /**
     * Submits the operations in their order and returns without waiting for a device.
     *
     * @throws IllegalStateException if the plan, its compute or one of its buffers is closed, or another thread uses
     *     the compute
     */
    void run();

    /** Returns the number of recorded operations. */
    int operations();

    /** Returns the number of kernel launches of one run: 0 where operations are plain method calls. */
    int launches();

    /** Frees what was prepared; closing the compute does so, too. The second call does nothing. */
    @Override
    void close();
}
