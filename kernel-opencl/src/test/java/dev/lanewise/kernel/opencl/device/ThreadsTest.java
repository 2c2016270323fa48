package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.kernel.opencl.TestDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A CPU device is divided when the options ask for fewer threads than it has compute units. */
class ThreadsTest {
    /** Clock ticks, hundredths of a second, that the busiest thread works for: many times slices of the scheduler. */
    private static final long ENOUGH = 50;
    /** How long the JVM's own threads may disturb: the compilers have much to do after other tests. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void describesThePart() {
        requireDivisible();
        try (var compute = TestDevice.open(ComputeOptions.DEFAULT.withThreads(1), new ClApi())) {
            assertTrue(compute.describe().contains(", 1 compute units"), compute.describe());
        }
        int all = TestDevice.get().computeUnits();
        for (int threads : new int[]{0, all, all + 1})
            try (var compute = TestDevice.open(ComputeOptions.DEFAULT.withThreads(threads), new ClApi())) {
                assertTrue(compute.describe().contains(", " + all + " compute units"), compute.describe());
            }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneThreadWorksWhereOneIsAskedFor() throws IOException {
        requireDivisible();
        try (var compute = TestDevice.open(ComputeOptions.DEFAULT.withThreads(1), new ClApi())) {
            var a = compute.allocate(512, 512);
            var c = compute.allocate(512, 512);
            compute.gemm(a, a, c);
            compute.sync();
            long end = System.nanoTime() + PATIENCE.toNanos();
            List<Long> worked;
            do {
                worked = ticksOfThreads(() -> {
                    for (int i = 0; i < 20; i++)
                        compute.gemm(a, a, c);
                    compute.sync();
                });
            } while (worked.get(1) >= worked.getFirst() / 2 && System.nanoTime() < end);
            // The JVM's own threads do a little meanwhile.
            assertTrue(worked.get(1) < worked.getFirst() / 2, "ticks by thread: " + worked);
        }
    }

    /** Runs until one thread has worked enough; returns what each did, the busiest first. */
    private static List<Long> ticksOfThreads(Runnable work) throws IOException {
        var before = ticks();
        List<Long> worked;
        do {
            work.run();
            var now = ticks();
            now.replaceAll((thread, ticks) -> ticks - before.getOrDefault(thread, 0L));
            worked = now.values().stream().sorted().toList().reversed();
        } while (worked.getFirst() < ENOUGH);
        return worked;
    }

    private static void requireDivisible() {
        var device = TestDevice.get();
        TestDevice.skipUnless(device.isDivisible() && device.computeUnits() > 1,
                "dividing a device is not tested, " + device.name() + " cannot be divided");
    }

    /** Returns how long each thread of this process has worked. */
    private static Map<String, Long> ticks() throws IOException {
        var ticks = new HashMap<String, Long>();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (var task : tasks) {
                String stat = Files.readString(task.resolve("stat"));
                // Behind the name, which is in brackets: user time is the 12th word.
                var words = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
                ticks.put(task.getFileName().toString(), Long.parseLong(words.get(11)));
            }
        }
        return ticks;
    }
}
