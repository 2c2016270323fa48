package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.spi.Backends;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.function.Supplier;

/** What computes. */
final class BackendOptions {
    private static final String AUTO = "auto";

    @Option(names = "--backend", paramLabel = "NAME", defaultValue = AUTO,
            description = "auto, loops, simd or opencl (default: ${DEFAULT-VALUE}, the best that runs here; a GPU "
                    + "only if there is enough to do).")
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
        String property = System.getProperty(Backends.PROPERTY);
        if (!backend.equals(AUTO)) {
            requireKnown("--backend", backend, AUTO + ", ");
        } else if (property != null) {
            requireKnown("-D" + Backends.PROPERTY, property.strip(), "");
        } else {
            requireKnown(Backends.VARIABLE, System.getenv().getOrDefault(Backends.VARIABLE, "").strip(), "");
        }
    }

    /** @param more what may be said beside the names */
    private static void requireKnown(String option, String name, String more) {
        // Where nothing is forced no backend is looked for here: one that cannot be loaded would be logged twice.
        if (name.isEmpty()) {
            return;
        }
        List<String> names = Backends.names();
        if (!names.contains(name)) {
            throw new UsageException(option + ": there is no " + name + ", expected " + more
                    + String.join(", ", names));
        }
    }

    /** Opens the backend for so many floating-point operations, and says which. */
    Compute open(Output output, double work) {
        ComputeOptions options = ComputeOptions.DEFAULT.withThreads(threads).withDevice(device).withWork(work);
        if (backend.equals(AUTO)) {
            return withDevice(() -> Compute.best(options));
        }
        Compute compute = named(backend, options);
        output.note("lanewise: backend " + compute.name() + ": " + compute.describe());
        return compute;
    }

    /** Opens a backend; refuses a device that there is not. */
    static Compute named(String backend, ComputeOptions options) {
        return withDevice(() -> Compute.named(backend, options));
    }

    private static Compute withDevice(Supplier<Compute> opening) {
        try {
            return opening.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage()); // which begins with the name of what is wrong: device
        }
    }
}
