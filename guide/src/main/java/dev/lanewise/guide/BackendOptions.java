package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.spi.Backends;
import dev.lanewise.compute.spi.ComputeProvider;
import picocli.CommandLine.Option;

import java.util.stream.Collectors;

/** What computes. */
final class BackendOptions {
    private static final String AUTO = "auto";

    @Option(names = "--backend", paramLabel = "NAME", defaultValue = AUTO,
            description = "auto, loops, simd or opencl (default: ${DEFAULT-VALUE}, the best that runs here).")
    private String backend;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
            description = "Threads that compute; 0 for as many as there are processors (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--device", paramLabel = "NAME", defaultValue = "",
            description = "Which OpenCL device: its number as doctor shows it, or part of its name; the best without.")
    private String device;

    /** Refuses a backend that there is not, and a negative number of threads. */
    void check() {
        UsageException.require(threads >= 0, "--threads", threads, "0 or more");
        if (!backend.equals(AUTO) && Backends.providers().stream().noneMatch(p -> p.name().equals(backend))) {
            throw new UsageException("--backend: there is no " + backend + ", expected " + AUTO + ", "
                    + Backends.providers().stream().map(ComputeProvider::name).collect(Collectors.joining(", ")));
        }
    }

    /** Opens the backend and says which. */
    Compute open(Output output) {
        ComputeOptions options = ComputeOptions.DEFAULT.withThreads(threads).withDevice(device);
        if (backend.equals(AUTO)) {
            return Compute.best(options);
        }
        Compute compute = named(backend, options);
        output.note("lanewise: backend " + compute.name() + ": " + compute.describe());
        return compute;
    }

    /** Opens a backend; refuses a device that there is not. */
    static Compute named(String backend, ComputeOptions options) {
        try {
            return Compute.named(backend, options);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage()); // which begins with the name of what is wrong: device
        }
    }
}
