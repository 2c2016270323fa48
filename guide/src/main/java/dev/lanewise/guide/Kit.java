package dev.lanewise.guide;

import dev.lanewise.compute.spi.Backends;
import dev.lanewise.compute.spi.ComputeProvider;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts a kit together in a temporary folder, which closing removes. */
final class Kit implements AutoCloseable {
    /** The one folder in the archive. */
    static final String FOLDER = "lanewise-kit";

    /** What the jars use of the platform; java.xml is for Jackson, jdk.zipfs for JUnit's search for tests. */
    private static final String MODULES = "java.logging,java.management,java.net.http,java.xml,jdk.incubator.vector,"
            + "jdk.management,jdk.unsupported,jdk.zipfs";

    private final Path home;
    private final Path staging;
    private final Path folder;

    /** @param home folder of Lanewise's sources, built */
    Kit(Path home) throws IOException {
        this.home = home;
        staging = Files.createTempDirectory("lanewise-kit");
        folder = staging.resolve(FOLDER);
    }

    /**
     * Returns the archive, in the temporary folder.
     *
     * @param commit of the sources, or empty
     */
    Path pack(String commit) throws IOException {
        Path lib = Files.createDirectories(folder.resolve("lib"));
        copyJars(home.resolve("guide/target/lanewise/lib"), "*.jar", lib);
        copyJars(home.resolve("kernel-opencl/target/kit"), "*-tests.jar", lib);
        for (String text : List.of("LICENSE", "NOTICE"))
            Files.copy(home.resolve(text), folder.resolve(text));
        Files.writeString(folder.resolve("commit"), commit + "\n");
        Path run = folder.resolve("run");
        copyResource("run", run);
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path loader = folder.resolve("loader");
        copyResource("nvidia.icd", Files.createDirectories(loader.resolve("vendors")).resolve("nvidia.icd"));
        Optional<Path> library = loaderInUse();
        if (library.isPresent())
            Files.copy(library.get(), loader.resolve("libOpenCL.so.1"));
        link();
        return archive();
    }

    /** @param essential pattern of a name that must be among them */
    private static void copyJars(Path from, String essential, Path to) throws IOException {
        if (list(from, essential).isEmpty())
            throw new CommandException(
                    "kit: " + from + ": has no " + essential + "; build it: mvn -pl guide -am -DskipTests package");
        for (Path jar : list(from, "*.jar"))
            Files.copy(jar, to.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> list(Path folder, String pattern) throws IOException {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(folder))
            try (var files = Files.newDirectoryStream(folder, pattern)) {
                files.forEach(found::add);
            }
        return found;
    }

    private static void copyResource(String name, Path to) throws IOException {
        try (var in = Kit.class.getResourceAsStream("kit/" + name)) {
            Files.copy(in, to);
        }
    }

    /** Finds OpenCL's loader where this process has loaded it from, once a backend was asked whether it can run. */
    private static Optional<Path> loaderInUse() throws IOException {
        Backends.providers().forEach(ComputeProvider::probe);
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps))
            return Optional.empty();
        try (var lines = Files.lines(maps)) {
            return lines.filter(line -> line.contains("/libOpenCL.so"))
                    .map(line -> Path.of(line.substring(line.indexOf('/')))).findFirst();
        }
    }

    /** Not compressed by jlink, one class at a time: gzip makes all of them smaller together, by 3.5 MB. */
    private void link() {
        var messages = new StringWriter();
        var writer = new PrintWriter(messages);
        int status = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new CommandException("kit: this Java has no jlink; use a whole JDK"))
                .run(writer, writer, "--add-modules", MODULES, "--strip-java-debug-attributes", "--no-header-files",
                        "--no-man-pages", "--compress", "zip-0", "--output", folder.resolve("runtime").toString());
        if (status != 0)
            throw new CommandException("kit: jlink failed: " + messages.toString().strip());
    }

    private Path archive() throws IOException {
        Path archive = staging.resolve(FOLDER + ".tar.gz");
        Path messages = staging.resolve("tar.log");
        var tar = new ProcessBuilder("tar", "-C", staging.toString(), "-czf", archive.toString(), FOLDER)
                .redirectErrorStream(true).redirectOutput(messages.toFile()).start();
        try {
            if (tar.waitFor() != 0)
                throw new CommandException("kit: tar failed: " + Files.readString(messages).strip());
            return archive;
        } catch (InterruptedException e) {
            tar.destroy();
            Thread.currentThread().interrupt();
            throw new CommandException("kit: was interrupted", e);
        }
    }

    /** Returns which files are the largest, for whoever has to make the kit smaller. */
    String largest() throws IOException {
        try (var files = Files.walk(folder)) {
            return "The largest files: " + files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparingLong(Kit::size).reversed()).limit(5)
                    .map(file -> String.format(Locale.ROOT, "%s %.1f MB", folder.relativize(file), size(file) * 1e-6))
                    .collect(Collectors.joining(", "));
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(staging)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList())
                Files.delete(file);
        }
    }
}
