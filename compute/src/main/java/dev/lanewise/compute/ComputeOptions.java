package dev.lanewise.compute;

/**
 * How a backend is opened.
 *
 * @param threads number of threads that work, the caller included; 0 for as many as the process may use. OpenCL takes
 *     so many cores of a CPU device that can be divided; other devices always work with all they have
 * @param device which device, in the backend's own words (OpenCL: {@code platform:device} numbers or part of a name);
 *     empty for the best
 * @param precision what products may round to
 * @param debug wait after each operation, so that a late error names it
 * @param memoryLimit most bytes of device memory, what operations need for themselves included; 0 for the device's
 *     own limit
 * @param work about how many floating-point operations will be asked for in all; infinity if nobody knows. For little
 *     work a backend may use code that is ready sooner in place of code that is faster; results are the same, and each call may
 *     allocate small objects. {@link Compute#best(ComputeOptions)} then does not look for a GPU
 */
public record ComputeOptions(int threads, String device, Precision precision, boolean debug, long memoryLimit,
        double work) {
    /** Freedom in the arithmetic of products. */
    public enum Precision {
        /** Every operation in the element type. */
        FULL,
        /** Products may round their factors to a shorter format where the device multiplies that faster (TF32). */
        FAST
    }

    /** All threads, the best device, full precision, no debugging, no limit, any amount of work. */
    public static final ComputeOptions DEFAULT = new ComputeOptions(0, "", Precision.FULL, false, 0,
            Double.POSITIVE_INFINITY);

    /** Checks the numbers. */
    public ComputeOptions {
        if (threads < 0)
            throw new IllegalArgumentException("threads: must not be negative, got " + threads);
        if (memoryLimit < 0)
            throw new IllegalArgumentException("memoryLimit: must not be negative, got " + memoryLimit);
        if (!(work >= 0))
            throw new IllegalArgumentException("work: must not be negative, got " + work);
    }

    /** Returns these options with another number of threads. */
    public ComputeOptions withThreads(int count) {
        return new ComputeOptions(count, device, precision, debug, memoryLimit, work);
    }

    /** Returns these options with another device. */
    public ComputeOptions withDevice(String name) {
        return new ComputeOptions(threads, name, precision, debug, memoryLimit, work);
    }

    /** Returns these options with another precision. */
    public ComputeOptions withPrecision(Precision mode) {
        return new ComputeOptions(threads, device, mode, debug, memoryLimit, work);
    }

    /** Returns these options with debugging on or off. */
    public ComputeOptions withDebug(boolean on) {
        return new ComputeOptions(threads, device, precision, on, memoryLimit, work);
    }

    /** Returns these options with another memory limit in bytes. */
    public ComputeOptions withMemoryLimit(long bytes) {
        return new ComputeOptions(threads, device, precision, debug, bytes, work);
    }

    /** Returns these options with another amount of work. */
    public ComputeOptions withWork(double flops) {
        return new ComputeOptions(threads, device, precision, debug, memoryLimit, flops);
    }
}
