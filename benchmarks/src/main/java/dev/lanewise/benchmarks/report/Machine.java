package dev.lanewise.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What was measured on.
 *
 * @param cpu name of the processor
 * @param vectors vector extensions of the processor, as the system names them
 * @param cores processors that the process may use
 * @param memory of the machine, for people
 * @param system operating system and architecture
 * @param java name and version of the runtime
 * @param flags of the measuring processes
 * @param commit of Lanewise's sources, or empty
 */
public record Machine(String cpu, String vectors, int cores, String memory, String system, String java,
        List<String> flags, String commit) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Pattern VECTOR_FLAG = Pattern.compile("avx2|avx512\\w*|avx_vnni|fma|neon|asimd|sve2?");

    /**
     * Looks at this machine.
     *
     * @param sources folder of Lanewise's sources, or null
     * @param forkFlags flags of the measuring processes besides those of this one
     */
    public static Machine here(Path sources, List<String> forkFlags) {
        var flags = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // Says where it stands, not what it does.
        flags.removeIf(flag -> flag.startsWith("-Dlanewise."));
        forkFlags.stream().filter(flag -> flags.stream().noneMatch(known -> known.contains(flag))).forEach(flags::add);
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return new Machine(cpuInfo("model name", System.getProperty("os.arch")), vectorExtensions(),
                Runtime.getRuntime().availableProcessors(),
                String.format(Locale.ROOT, "%.0f GiB", system.getTotalMemorySize() / 0x1p30),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + Runtime.version(), List.copyOf(flags), commitOf(sources));
    }

    private static String vectorExtensions() {
        var names = new ArrayList<String>();
        VECTOR_FLAG.matcher(cpuInfo("flags", cpuInfo("Features", ""))).results()
                .forEach(found -> names.add(found.group()));
        return String.join(" ", names.stream().distinct().toList());
    }

    private static String cpuInfo(String key, String otherwise) {
        if (!Files.isReadable(CPU_INFO))
            return otherwise;
        try (var lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith(key)).map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst().orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }

    /**
     * Where there are no sources, who started this process may know: a kit does. The sources may be no checkout, and git
     * may be missing: then nothing is known.
     */
    private static String commitOf(Path sources) {
        if (sources == null)
            return System.getProperty("lanewise.commit", "");
        try {
            var git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
                    .directory(sources.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (var reader = git.inputReader()) {
                String line = reader.readLine();
                return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 && line != null ? line : "";
            }
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
