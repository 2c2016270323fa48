package dev.lanewise.compute.spi;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.internal.Nearest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the backends on the path and chooses among them. */
public final class Backends {
    /** System property that forces a backend. */
    public static final String PROPERTY = "lanewise.backend";
    /** Environment variable that forces a backend; the property comes first. */
    public static final String VARIABLE = "LANEWISE_BACKEND";

    /** The backend that runs everywhere. */
    private static final String LAST_RESORT = "loops";

    private static final System.Logger LOG = System.getLogger("dev.lanewise.compute");

    private Backends() {}

    /**
     * Returns the providers on the path, the most preferred first. A provider that cannot be loaded is logged and
     * left out.
     */
    public static List<ComputeProvider> providers() {
        return sorted(found().providers);
    }

    /** Returns the names of the backends on the path; unlike {@link #providers} it touches no driver. */
    public static List<String> names() {
        return found().providers.stream().map(ComputeProvider::name).toList();
    }

    private static List<ComputeProvider> sorted(List<ComputeProvider> providers) {
        return providers.stream().sorted(Comparator.comparingInt(ComputeProvider::priority).reversed()
                .thenComparing(ComputeProvider::name)).toList();
    }

    /** @param failures what those that could not be loaded have said */
    private record Found(List<ComputeProvider> providers, List<String> failures) {
        boolean has(String name) {
            return providers.stream().anyMatch(provider -> provider.name().equals(name));
        }

        /** Returns what keeps each backend away that this project has, but the path has not, by its name. */
        Map<String, Availability> missing() {
            var missing = new TreeMap<String, Availability>();
            for (var backend : SeparateBackend.values())
                if (!has(backend.id()))
                    missing.put(backend.id(), backend.whyMissing(failures));
            return missing;
        }
    }

    private static Found found() {
        var found = new Found(new ArrayList<>(), new ArrayList<>());
        var services = ServiceLoader.load(ComputeProvider.class).iterator();
        while (true) {
            try {
                if (!services.hasNext())
                    break;
                found.providers.add(services.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                found.failures.add(String.valueOf(e.getMessage()));
                LOG.log(System.Logger.Level.WARNING, "A backend cannot be loaded: " + e.getMessage());
            }
        }
        return found;
    }

    /** See {@link Compute#best(ComputeOptions)}. */
    public static Compute best(ComputeOptions options) {
        String property = System.getProperty(PROPERTY);
        String forced = property != null ? property : System.getenv().getOrDefault(VARIABLE, "");
        return forced.isBlank()
                ? preferred(options)
                : forced(property != null ? "system property " + PROPERTY : "environment variable " + VARIABLE,
                        forced.strip(), options);
    }

    private static Compute forced(String by, String name, ComputeOptions options) {
        ComputeProvider provider;
        try {
            provider = provider(name);
        } catch (IllegalArgumentException | ComputeException e) {
            // No argument is at fault.
            throw new ComputeException(by + ": " + e.getMessage(), e);
        }
        return provider.open(options);
    }

    private static Compute preferred(ComputeOptions options) {
        var found = found();
        var refused = new ArrayList<String>();
        var missing = found.missing();
        Compute chosen = null;
        String name = "";
        // The priority of OpenCL is known only when its driver has been asked.
        for (var provider : found.providers)
            if (isTooLittle(options, provider))
                refused.add("not " + provider.name() + ": little work was announced");
        found.providers.removeIf(provider -> isTooLittle(options, provider));
        for (var provider : sorted(found.providers)) {
            if (provider.priority() < 0)
                refused.add("not " + provider.name() + ": " + provider.whyByNameOnly());
            else if (chosen == null) {
                chosen = opened(provider, options, refused);
                name = provider.name();
            }
        }
        missing.forEach((absent, verdict) -> refused.add(refusal(absent, verdict)));
        String reasons = String.join("; ", refused);
        if (chosen == null)
            throw new ComputeException("no backend is usable: " + reasons);
        boolean slow = name.equals(LAST_RESORT);
        LOG.log(slow ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                "backend " + name + ": " + chosen.describe()
                        + (slow ? ", many times slower than SIMD" : "")
                        + (reasons.isEmpty() ? "" : " (" + reasons + ")"));
        return chosen;
    }

    /** Not where a device was asked for: it is looked for, however little there is to do. */
    private static boolean isTooLittle(ComputeOptions options, ComputeProvider provider) {
        return options.work() < provider.leastWork() && options.device().isEmpty();
    }

    /** Returns {@code null} if the backend cannot be opened, and adds why. */
    private static Compute opened(ComputeProvider provider, ComputeOptions options, List<String> refused) {
        var verdict = provider.probe();
        if (!verdict.usable()) {
            refused.add(refusal(provider.name(), verdict));
            return null;
        }
        try {
            return provider.open(options);
        } catch (ComputeException e) {
            refused.add("not " + provider.name() + ": " + e.getMessage());
            return null;
        }
    }

    private static String refusal(String name, Availability verdict) {
        return "not " + name + ": " + verdict.reason() + ". " + verdict.remedy();
    }

    /** See {@link Compute#named(String, ComputeOptions)}. */
    public static Compute named(String name, ComputeOptions options) {
        return provider(name).open(options);
    }

    /** Returns the provider of a backend that can run here. */
    private static ComputeProvider provider(String name) {
        var found = found();
        var missing = found.missing();
        // In any order: the priority of OpenCL is known only when its driver has been asked, 50 ms for nothing here
        // (docs/experiments/071).
        for (var provider : found.providers)
            if (provider.name().equals(name)) {
                requireUsable(name, provider.probe());
                return provider;
            }
        if (missing.containsKey(name))
            requireUsable(name, missing.get(name));
        var names = Stream.concat(sorted(found.providers).stream().map(ComputeProvider::name),
                missing.keySet().stream()).toList();
        throw new IllegalArgumentException("backend: there is no " + name + "; there are "
                + names.stream().filter(found::has).collect(Collectors.joining(", ")) + Nearest.hint(name, names));
    }

    private static void requireUsable(String name, Availability verdict) {
        if (!verdict.usable())
            throw new ComputeException(
                    "backend " + name + " cannot run here: " + verdict.reason() + ". " + verdict.remedy());
    }
}
