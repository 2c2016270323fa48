package dev.lanewise.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of a library that does not tell it itself, from what Maven leaves in its jar. */
final class MavenVersion {
    private MavenVersion() {}

    static String of(String group, String artifact) {
        String resource = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (var in = MavenVersion.class.getResourceAsStream(resource)) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
