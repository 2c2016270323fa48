package dev.lanewise.benchmarks.run;

import dev.lanewise.benchmarks.BenchmarkException;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where the peers' classes and libraries are; measuring processes alone have them on their class path. */
final class PeersPath {
    /** What the build writes the class path to, beneath the sources. */
    static final String FILE = "benchmarks/peers/target/classpath";
    /** The command that builds them. */
    static final String COMMAND = "mvn -P peers -pl benchmarks/peers -am -DskipTests package";

    private PeersPath() {}

    /**
     * Reads the class path.
     *
     * @param sources folder of Lanewise's sources
     * @throws BenchmarkException with the command that builds the peers, if it is not there
     */
    static List<Path> find(Path sources) {
        var file = sources.resolve(FILE);
        if (!Files.isRegularFile(file))
            throw new BenchmarkException("--peers: the peers are not built; in " + sources + " run: " + COMMAND
                    + " (downloads about a gigabyte)");
        try {
            var entries = Arrays.stream(Files.readString(file).strip().split(File.pathSeparator)).map(Path::of)
                    .toList();
            for (var entry : entries)
                if (!Files.exists(entry))
                    throw new BenchmarkException("--peers: " + entry + " is gone; build the peers again: " + COMMAND);
            return entries;
        } catch (IOException e) {
            throw new BenchmarkException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns a loader that finds the peers; with no entries, none. */
    static URLClassLoader loader(List<Path> entries) {
        return new URLClassLoader(entries.stream().map(PeersPath::url).toArray(URL[]::new),
                PeersPath.class.getClassLoader());
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new BenchmarkException(entry + ": is no path of a class", e);
        }
    }
}
