package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;

/** Prints on how many threads a peer's product really works, from the processor time of each as Linux counts it. */
final class WorkingThreads {
    static final Path THREADS = Path.of("/proc/self/task");
    private static final long WARM_UP_SECONDS = 2;
    private static final long SECONDS = 1;
    /** A thread with less of the busiest one's time does not work on the product. */
    private static final double SHARE = 0.2;
    /** Names of the virtual machine's own threads start so. */
    private static final String VIRTUAL_MACHINE = "(C1|C2|G1|GC|VM) .*";

    private WorkingThreads() {}

    public static void main(String[] args) {
        int threads = Integer.parseInt(args[1]);
        var peer = ServiceLoader.load(Implementation.class).stream().map(ServiceLoader.Provider::get)
                .filter(p -> p.name().equals(args[0])).findFirst().orElseThrow();
        try (var session = peer.open(Task.gemm(640, 640, 640), threads)) {
            repeat(session, WARM_UP_SECONDS);
            var before = processorTimes();
            repeat(session, SECONDS);
            var after = processorTimes();
            after.replaceAll((thread, time) -> time - before.getOrDefault(thread, 0L));
            double busiest = after.values().stream().mapToLong(time -> time).max().orElseThrow();
            System.out.println(after.values().stream().filter(time -> time >= SHARE * busiest).count());
        }
        System.exit(0);
    }

    private static void repeat(Implementation.Session session, long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end)
            session.run();
    }

    private static Map<Path, Long> processorTimes() {
        var times = new HashMap<Path, Long>();
        try (var threads = Files.newDirectoryStream(THREADS)) {
            for (var thread : threads)
                if (!Files.readString(thread.resolve("comm")).strip().matches(VIRTUAL_MACHINE))
                    times.put(thread, nanos(Files.readString(thread.resolve("schedstat"))));
            return times;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first of three numbers. */
    private static long nanos(String schedstat) {
        return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
    }
}
