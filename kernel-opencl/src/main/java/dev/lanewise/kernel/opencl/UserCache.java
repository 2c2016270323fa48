package dev.lanewise.kernel.opencl;

import java.nio.file.Path;

/** Folders of this module in the user's cache: below {@code $XDG_CACHE_HOME/lanewise}, else {@code ~/.cache/lanewise}. */
final class UserCache {
    private UserCache() {}

    /** Returns the folder that a system property names, or else the one of this name in the cache. */
    static Path folder(String property, String name) {
        String chosen = System.getProperty(property, "");
        if (!chosen.isEmpty())
            return Path.of(chosen);
        String shared = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        var cache = shared.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(shared);
        return cache.resolve("lanewise").resolve(name);
    }
}
