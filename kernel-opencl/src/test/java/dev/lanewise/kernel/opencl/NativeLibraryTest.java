package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jocl.LibUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several JVMs, or threads in their place, that unpack JOCL's native library into one folder at the same time. */
class NativeLibraryTest {
    private static final int TOGETHER = 4;
    private static final String NAME = LibUtils.createLibraryFileName(
            LibUtils.createPlatformLibraryName("JOCL_2_0_6"));

    @TempDir
    private Path folder;

    /** The folder is empty, or a JVM that was killed has left half a library. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jvmsThatStartTogetherAllFindAWholeLibrary(boolean half) throws Exception {
        TestDevice.get();
        if (half)
            Files.write(folder.resolve(NAME), new byte[1000]);
        var main = List.of("-Djava.io.tmpdir=" + folder, ChildMain.class.getName(), "verdict");
        var children = new ArrayList<Future<ChildJvm>>();
        try (var threads = Executors.newFixedThreadPool(TOGETHER)) {
            for (int i = 0; i < TOGETHER; i++)
                children.add(threads.submit(() -> ChildJvm.run(Duration.ofMinutes(2), Map.of(), main)));
        }
        for (var child : children) {
            assertEquals(0, child.get().exit(), child.get().output());
            assertTrue(child.get().output().contains("opened"), child.get().output());
        }
        try (var files = Files.list(folder)) {
            assertEquals(List.of(NAME), files.map(file -> file.getFileName().toString())
                    .filter(file -> file.contains("JOCL")).toList());
        }
    }

    /** JVMs seldom meet within the millisecond that writing takes; threads do it in every round. */
    @Test
    void halfALibraryIsNeverSeen() throws Exception {
        var target = folder.resolve(NAME);
        NativeLibrary.unpack(folder);
        long whole = Files.size(target);
        var sizes = new ConcurrentSkipListSet<Long>();
        for (int round = 0; round < 50; round++) {
            Files.delete(target);
            var start = new CyclicBarrier(TOGETHER);
            var threads = new ArrayList<Future<?>>();
            try (var pool = Executors.newFixedThreadPool(TOGETHER)) {
                for (int i = 0; i < TOGETHER; i++)
                    threads.add(pool.submit(() -> {
                        start.await();
                        NativeLibrary.unpack(folder);
                        return sizes.add(Files.size(target));
                    }));
            }
            for (var thread : threads)
                thread.get();
        }
        assertEquals(Set.of(whole), sizes);
    }
}
