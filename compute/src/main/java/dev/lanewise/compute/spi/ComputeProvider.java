package dev.lanewise.compute.spi;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;

/**
 * Opens one backend; found by {@link java.util.ServiceLoader}. Loading a provider must not touch the technology
 * behind it, so that it can report what is missing.
 */
public interface ComputeProvider {
    /** Returns the name by which users choose the backend. */
    String name();

    /**
     * Returns how much the backend is preferred, given {@link #probe} says that it is usable: 100 plain loops, 200
     * SIMD, 300 a GPU. A negative one is never chosen by itself.
     */
    int priority();

    /** Finds out whether the backend runs here. Never throws; the verdict may be remembered. */
    Availability probe();

    /** Returns several lines for {@code doctor}: versions, devices, widths. Never throws. */
    String describe();

    /**
     * Opens the backend.
     *
     * @throws dev.lanewise.compute.ComputeException if it is unusable
     */
    Compute open(ComputeOptions options);
}
