package dev.lanewise.compute.spi;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;

import java.util.Optional;

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

    /** Returns why {@link #priority} is negative: why the backend is opened only for those who name it. */
    default String whyByNameOnly() {
        return "it is chosen by its name only";
    }

    /**
     * Returns below how much announced work ({@link ComputeOptions#work}) {@link Compute#best(ComputeOptions)} does not
     * even look for the backend, since another has done it while this one is opened. Touches no driver.
     */
    default double leastWork() {
        return 0;
    }

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

    /**
     * Finds the fastest of several kernels for this machine, and keeps what it finds for whoever opens the backend
     * later. What was found by an earlier call is not looked for again.
     *
     * @return where findings are kept; empty if the backend has nothing to tune
     * @throws dev.lanewise.compute.ComputeException if it is unusable, or findings cannot be kept
     */
    default Optional<String> tune(ComputeOptions options, TuningMonitor monitor) {
        return Optional.empty();
    }
}
