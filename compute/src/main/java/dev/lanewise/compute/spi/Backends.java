package dev.lanewise.compute.spi;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the backends on the path and chooses among them. */
public final class Backends {
    /** System property that forces a backend. */
    public static final String PROPERTY = "lanewise.backend";
    /** Environment variable that forces a backend; the property comes first. */
    public static final String VARIABLE = "LANEWISE_BACKEND";

    private static final System.Logger LOG = System.getLogger("dev.lanewise.compute");

    private Backends() {}

    /**
     * Returns the providers on the path, the most preferred first. A provider that cannot be loaded is logged and
     * left out.
     */
    public static List<ComputeProvider> providers() {
        var found = found();
        found.sort(Comparator.comparingInt(ComputeProvider::priority).reversed().thenComparing(ComputeProvider::name));
        return found;
    }

    /** Returns the names of the backends on the path; unlike {@link #providers} it touches no driver. */
    public static List<String> names() {
        return found().stream().map(ComputeProvider::name).toList();
    }

    private static List<ComputeProvider> found() {
        var found = new ArrayList<ComputeProvider>();
        var services = ServiceLoader.load(ComputeProvider.class).iterator();
        while (true) {
            try {
                if (!services.hasNext())
                    break;
                found.add(services.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.log(System.Logger.Level.WARNING, "A backend cannot be loaded: " + e.getMessage());
            }
        }
        return found;
    }

    /** See {@link Compute#best(ComputeOptions)}. */
    public static Compute best(ComputeOptions options) {
        String forced = System.getProperty(PROPERTY, System.getenv().getOrDefault(VARIABLE, ""));
        if (!forced.isBlank())
            return named(forced, options);
        var refused = new ArrayList<String>();
        for (var provider : providers()) {
            if (provider.priority() < 0)
                continue;
            var verdict = provider.probe();
            if (verdict.usable()) {
                try {
                    var compute = provider.open(options);
                    LOG.log(System.Logger.Level.INFO, () -> "backend " + compute.name() + ": " + compute.describe()
                            + (refused.isEmpty() ? "" : " (" + String.join("; ", refused) + ")"));
                    return compute;
                } catch (ComputeException e) {
                    refused.add("not " + provider.name() + ": " + e.getMessage());
                    continue;
                }
            }
            refused.add("not " + provider.name() + ": " + verdict.reason());
        }
        throw new ComputeException("no backend is usable: " + String.join("; ", refused));
    }

    /** See {@link Compute#named(String, ComputeOptions)}. */
    public static Compute named(String name, ComputeOptions options) {
        // In any order: the priority of OpenCL is known only when its driver has been loaded, 50 ms for nothing here.
        for (var provider : found()) {
            if (!provider.name().equals(name))
                continue;
            var verdict = provider.probe();
            if (!verdict.usable())
                throw new ComputeException(
                        "backend " + name + " cannot run here: " + verdict.reason() + ". " + verdict.remedy());
            return provider.open(options);
        }
        throw new IllegalArgumentException("backend: there is no " + name + "; there are "
                + providers().stream().map(ComputeProvider::name).collect(Collectors.joining(", ")));
    }
}
