package dev.lanewise.data.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

class CacheSettingsTest {
    private static CacheSettings of(Map<String, String> properties, Map<String, String> environment) {
        return CacheSettings.of(properties::get, environment::get);
    }

    @Test
    void propertyThenEnvironmentThenXdgThenHome() {
        var home = Map.of("user.home", "home");
        assertEquals(Path.of("home", ".cache", "lanewise"), of(home, Map.of()).folder());
        assertEquals(Path.of("xdg", "lanewise"), of(home, Map.of("XDG_CACHE_HOME", "xdg")).folder());
        var both = Map.of("XDG_CACHE_HOME", "xdg", "LANEWISE_CACHE", "env");
        assertEquals(Path.of("env"), of(home, both).folder());
        assertEquals(Path.of("prop"), of(Map.of("user.home", "home", "lanewise.cache", "prop"), both).folder());
        assertEquals(Path.of("home", ".cache", "lanewise"), of(home, Map.of("XDG_CACHE_HOME", "")).folder());
    }

    @Test
    void offlineByPropertyOrEnvironment() {
        var home = Map.of("user.home", "home");
        assertFalse(of(home, Map.of()).offline());
        assertTrue(of(home, Map.of("LANEWISE_OFFLINE", "1")).offline());
        assertTrue(of(Map.of("user.home", "home", "lanewise.offline", "true"), Map.of()).offline());
        assertFalse(of(Map.of("user.home", "home", "lanewise.offline", "false"), Map.of("LANEWISE_OFFLINE", "1"))
                .offline());
    }
}
