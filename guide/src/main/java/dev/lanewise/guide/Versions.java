package dev.lanewise.guide;

import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What runs: Lanewise, Java and the machine. */
final class Versions implements IVersionProvider {
    /** Version of Lanewise. */
    static String lanewise() {
        var properties = new Properties();
        try (var in = Versions.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    /** Name and version of the Java runtime. */
    static String java() {
        return System.getProperty("java.vm.name") + " " + Runtime.version();
    }

    /** Operating system and processor architecture. */
    static String platform() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch");
    }

    @Override
    public String[] getVersion() { return new String[]{"lanewise " + lanewise(), java(), platform()}; }
}
