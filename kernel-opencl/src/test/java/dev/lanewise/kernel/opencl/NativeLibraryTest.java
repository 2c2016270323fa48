package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jocl.LibUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** JVMs that start together, on a temporary folder in which a killed one has left half a library. */
class NativeLibraryTest {
    private static final int TOGETHER = 3;

    @TempDir
    private Path folder;

    @Test
    void jvmsThatStartTogetherAllFindAWholeLibrary() throws Exception {
        TestDevice.get();
        String name = LibUtils.createLibraryFileName(LibUtils.createPlatformLibraryName("JOCL_2_0_6"));
        Files.write(folder.resolve(name), new byte[1000]);
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
            assertEquals(List.of(name), files.map(file -> file.getFileName().toString())
                    .filter(file -> file.contains("JOCL")).toList());
        }
    }
}
