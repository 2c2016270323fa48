package dev.lanewise.compute.internal;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * The user's own folder for what can be made or fetched again: {@code $XDG_CACHE_HOME/lanewise}, else {@code
 * ~/.cache/lanewise}.
 */
public final class UserCache {
    private UserCache() {}

    /** Returns the folder that a system property names, or else the one of this name in the cache. */
    public static Path folder(String property, String name) {
        String chosen = System.getProperty(property, "");
        return chosen.isEmpty() ? folder(System::getProperty, System::getenv).resolve(name) : Path.of(chosen);
    }

    /** Returns the cache of a process with such properties and such an environment, which give null for what they lack. */
    public static Path folder(UnaryOperator<String> property, UnaryOperator<String> environment) {
        String shared = environment.apply("XDG_CACHE_HOME");
        return shared == null || shared.isEmpty()
                ? Path.of(property.apply("user.home"), ".cache", "lanewise")
                : Path.of(shared, "lanewise");
    }
}
