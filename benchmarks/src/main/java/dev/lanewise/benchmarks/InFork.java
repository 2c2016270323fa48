package dev.lanewise.benchmarks;

import dev.lanewise.compute.ComputeOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntPredicate;

/** What a measuring process is told by, and tells, the process that started it. */
public final class InFork {
    /** System property: the file that takes the version of what was measured. */
    public static final String VERSION_FILE = "lanewise.benchmarks.version";
    /** System property: least milliseconds of warm-up. */
    public static final String WARM_UP = "lanewise.benchmarks.warmup";

    /** System property: which OpenCL device, in the words of {@code --device}; the best without. */
    public static final String DEVICE = "lanewise.benchmarks.device";

    /** System property: about how many floating-point operations are announced; any amount without. */
    public static final String WORK = "lanewise.benchmarks.work";
    /** System property: the file that a predicting backend loads its network from; without, it is built. */
    public static final String MODEL = "lanewise.benchmarks.model";

    private InFork() {}

    /** Returns the options with which a measuring process opens a backend of Lanewise. */
    public static ComputeOptions options(int threads) {
        return ComputeOptions.DEFAULT.withThreads(threads).withDevice(System.getProperty(DEVICE, ""))
                .withWork(Double.parseDouble(System.getProperty(WORK, "Infinity")));
    }

    /** Before anything native is loaded. Looks for peers only where the name is none of Lanewise's own. */
    static Implementations implementations(String name) {
        Avx2.tellNatives();
        var own = Implementations.own();
        return own.names().contains(name) ? own : own.withPeers(InFork.class.getClassLoader());
    }

    static void noteVersion(String version) {
        String file = System.getProperty(VERSION_FILE);
        if (file == null)
            return;
        try {
            Files.writeString(Path.of(file), version.replaceAll("\\s+", " ").strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the number of threads meant by {@code asked}, 0 being all, or one for what knows no more. */
    static int threads(int asked, IntPredicate supported, String implementation, String task) {
        int all = Runtime.getRuntime().availableProcessors();
        int threads = asked > 0 ? asked : supported.test(all) ? all : 1;
        if (!supported.test(threads))
            throw new IllegalArgumentException(
                    implementation + " does not have " + task + " at " + threads + " threads");
        return threads;
    }
}
