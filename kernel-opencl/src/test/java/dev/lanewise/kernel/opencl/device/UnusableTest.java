package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernel.opencl.ChildJvm;
import dev.lanewise.kernel.opencl.ChildMain;
import dev.lanewise.kernel.opencl.TestDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Machines on which OpenCL does not run: a reason and a remedy, never a crash. */
class UnusableTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void loaderWithoutDriver() throws Exception {
        TestDevice.get();
        assertRefused("no OpenCL device was found", Map.of("OCL_ICD_VENDORS", folder.toString()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void driverThatIsNotThere() throws Exception {
        TestDevice.get();
        Files.writeString(folder.resolve("broken.icd"), folder.resolve("libmissing.so") + "\n");
        assertRefused("no OpenCL device was found; " + folder.resolve("broken.icd") + ": "
                + folder.resolve("libmissing.so") + " cannot be loaded",
                Map.of("OCL_ICD_VENDORS", folder.toString()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void loaderThatCannotBeLoaded() throws Exception {
        Files.writeString(folder.resolve("libOpenCL.so.1"), "no library");
        Files.writeString(folder.resolve("libOpenCL.so"), "no library");
        var output = assertRefused("the OpenCL library cannot be loaded",
                Map.of("LD_LIBRARY_PATH", folder.toString()));
        assertSaysWhy("the OpenCL library cannot be loaded", output);
    }

    /** Nobody can say whether there is a GPU. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void loaderOfAnotherKind() throws Exception {
        var other = Path.of(System.getProperty("java.home"), "lib", "libjimage.so");
        for (String name : List.of("libOpenCL.so.1", "libOpenCL.so"))
            Files.copy(other, folder.resolve(name));
        var child = verdict(Map.of("LD_LIBRARY_PATH", folder.toString()));
        assertEquals(0, child.exit(), child.output());
        assertSaysWhy("", child.output());
    }

    /** A machine that may have a GPU is not reported to have none. */
    private static void assertSaysWhy(String reason, String output) {
        assertTrue(output.lines().anyMatch(line -> line.startsWith("by name only: " + reason)
                && line.contains("apt-get install pocl-opencl-icd") && !line.contains("there is no GPU")), output);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void noPlaceForNativeCode() throws Exception {
        TestDevice.get();
        var file = Files.writeString(folder.resolve("file"), "");
        var child = verdict(Map.of(), "-D" + NativeLibrary.FOLDER + "=" + file,
                "-Djava.io.tmpdir=" + folder.resolve("missing"));
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("refused backend opencl cannot run here: OpenCL failed: there is no private "
                + "folder for native code: " + file + ": is a link or a file"), child.output());
    }

    private static String assertRefused(String reason, Map<String, String> environment) throws Exception {
        var child = verdict(environment);
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("priority -1"), child.output());
        assertTrue(child.output().contains("probe Availability[usable=false, reason=" + reason), child.output());
        assertTrue(child.output().contains("again Availability[usable=false, reason=" + reason), child.output());
        // The remedy is the verdict's: a doctor who shows both must not repeat it.
        assertTrue(child.output().lines().anyMatch(line -> line.startsWith("describe " + reason)
                && !line.contains("apt-get")), child.output());
        assertTrue(child.output().contains("refused backend opencl cannot run here: " + reason), child.output());
        assertTrue(child.output().contains("apt-get install pocl-opencl-icd ocl-icd-libopencl1"), child.output());
        assertFalse(child.output().contains("opened"), child.output());
        assertFalse(child.output().contains("Could not load"), "JOCL's own words: " + child.output());
        return child.output();
    }

    private static ChildJvm verdict(Map<String, String> environment, String... options) throws Exception {
        var main = new ArrayList<>(List.of(options));
        main.addAll(List.of(ChildMain.class.getName(), "verdict"));
        return ChildJvm.run(LIMIT, environment, main);
    }
}
