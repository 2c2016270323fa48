package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernel.opencl.ChildJvm;
import dev.lanewise.kernel.opencl.ChildMain;
import dev.lanewise.kernel.opencl.TestDevice;
import org.jocl.LibUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** JOCL's native library comes from a private folder, whole, whoever unpacks it at the same time. */
class NativeLibraryTest {
    private static final int TOGETHER = 4;
    private static final String NAME = LibUtils.createLibraryFileName(
            LibUtils.createPlatformLibraryName("JOCL_2_0_6"));

    @TempDir
    private Path folder;
    private Path temporary;
    private Path place;

    @BeforeEach
    void makePlaces() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
        place = PrivateFolder.of(folder.toRealPath().resolve("place"));
    }

    /** The folder is empty, or a JVM that was killed has left half a library. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jvmsThatStartTogetherAllFindAWholeLibrary(boolean half) throws Exception {
        TestDevice.get();
        if (half)
            Files.write(place.resolve(NAME), new byte[1000]);
        var children = new ArrayList<Future<ChildJvm>>();
        try (var threads = Executors.newFixedThreadPool(TOGETHER)) {
            for (int i = 0; i < TOGETHER; i++)
                children.add(threads.submit(this::verdict));
        }
        for (var child : children)
            assertOpened(child.get());
        assertEquals(List.of(NAME), list(place));
        assertEquals(List.of(), list(temporary));
    }

    /** JVMs seldom meet within the millisecond that writing takes; threads do it in every round. */
    @Test
    void halfALibraryIsNeverSeen() throws Exception {
        var target = place.resolve(NAME);
        NativeLibrary.unpacked(place);
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
                        NativeLibrary.unpacked(place);
                        return sizes.add(Files.size(target));
                    }));
            }
            for (var thread : threads)
                thread.get();
        }
        assertEquals(Set.of(whole), sizes);
    }

    /** Where JOCL by itself would unpack to, or load what it finds. */
    @Test
    void whatIsInTheTemporaryFolderIsNotTouched() throws Exception {
        TestDevice.get();
        Files.writeString(temporary.resolve(NAME), "of another user");
        assertOpened(verdict());
        assertEquals(List.of(NAME), list(temporary));
        assertEquals("of another user", Files.readString(temporary.resolve(NAME)));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkInThePlaceOfTheLibraryIsReplaced() throws Exception {
        var elsewhere = NativeLibrary.unpacked(folder.resolve("elsewhere")).resolve(NAME);
        Files.createSymbolicLink(place.resolve(NAME), elsewhere);
        NativeLibrary.unpacked(place);
        assertTrue(Files.isRegularFile(place.resolve(NAME), LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.isSameFile(elsewhere, place.resolve(NAME)));
    }

    /** Which folders are not private is for {@link PrivateFolderTest}. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisabledOnOs(OS.WINDOWS)
    void withoutAUsablePlaceATemporaryOneServes(boolean blocked) throws Exception {
        TestDevice.get();
        if (blocked)
            Files.createDirectories(place.resolve(NAME).resolve("full"));
        else
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        var child = verdict();
        assertOpened(child);
        assertTrue(child.output().contains(
                "native code is not kept: " + place
                        + (blocked ? "/" + NAME + " is a folder" : ": others may use it")),
                child.output());
        assertEquals(List.of(), list(temporary));
    }

    /** A machine without a GPU is the rule: nothing is unpacked or printed there for a choice that OpenCL loses. */
    @Test
    void withoutAnAcceleratorNothingIsUnpackedForTheChoice() throws Exception {
        TestDevice.requireCpu("the choice without a GPU");
        var kept = folder.resolve("native");
        var child = ChildJvm.run(Duration.ofMinutes(2), Map.of(), List.of("-D" + NativeLibrary.FOLDER + "=" + kept,
                "-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData", ChildMain.class.getName(), "priority"));
        assertEquals("priority -1", child.output().strip());
        assertFalse(Files.exists(kept));
        try (var files = Files.list(temporary)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private ChildJvm verdict() throws Exception {
        return ChildJvm.run(Duration.ofMinutes(2), Map.of(), List.of("-D" + NativeLibrary.FOLDER + "=" + place,
                "-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData", ChildMain.class.getName(), "verdict"));
    }

    private void assertOpened(ChildJvm child) {
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("opened"), child.output());
        assertTrue(child.output().contains("temporary folder " + temporary), child.output());
    }

    private static List<String> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
