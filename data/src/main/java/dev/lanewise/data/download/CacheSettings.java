package dev.lanewise.data.download;

import dev.lanewise.compute.internal.UserCache;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Where downloads are kept, and whether there may be any.
 *
 * @param folder  holds one folder per data set
 * @param offline whether the network must not be used
 */
public record CacheSettings(Path folder, boolean offline) {

    /**
     * The settings of this process. The folder is the system property {@code lanewise.cache}, else the environment's
     * {@code LANEWISE_CACHE}, else {@code $XDG_CACHE_HOME/lanewise}, else {@code ~/.cache/lanewise}; offline is the
     * system property {@code lanewise.offline=true} or the environment's {@code LANEWISE_OFFLINE=1}.
     */
    public static CacheSettings ofProcess() { return of(System::getProperty, System::getenv); }

    static CacheSettings of(UnaryOperator<String> property, UnaryOperator<String> environment) {
        String offline = first(property.apply("lanewise.offline"), environment.apply("LANEWISE_OFFLINE"), "false");
        String named = first(property.apply("lanewise.cache"), environment.apply("LANEWISE_CACHE"), "");
        Path folder = named.isEmpty() ? UserCache.folder(property, environment) : Path.of(named);
        return new CacheSettings(folder, offline.equals("true") || offline.equals("1"));
    }

    private static String first(String one, String other, String otherwise) {
        if (one != null && !one.isEmpty()) {
            return one;
        }
        return other != null && !other.isEmpty() ? other : otherwise;
    }
}
