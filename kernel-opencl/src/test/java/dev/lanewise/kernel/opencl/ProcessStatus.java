package dev.lanewise.kernel.opencl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux knows of memory. */
public final class ProcessStatus {
    private ProcessStatus() {}

    /**
     * Returns a size of this process.
     *
     * @param key as in proc(5): {@code VmRSS} what is resident, {@code VmSize} the address space
     */
    public static long bytes(String key) throws IOException {
        return bytes(Path.of("/proc/self/status"), key);
    }

    /** Returns how much memory this machine has left; 0 where that is unknown. */
    public static long freeHostBytes() throws IOException {
        var file = Path.of("/proc/meminfo");
        return Files.exists(file) ? bytes(file, "MemAvailable") : 0;
    }

    /** Lines are like {@code VmRSS: 1234 kB}. */
    private static long bytes(Path file, String key) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key + ":")).map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10).findFirst().orElseThrow();
        }
    }
}
