package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernel.opencl.ChildJvm;
import dev.lanewise.kernel.opencl.ChildMain;
import dev.lanewise.kernel.opencl.Drivers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Machines with more than one driver. */
@EnabledOnOs(OS.LINUX)
class DevicesTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void deviceIsChosenAmongTwoPlatforms() throws Exception {
        var drivers = Drivers.only(folder, Drivers.pocl(), Drivers.oclgrind());
        var lines = choose(drivers, "0:0", "1:0", "portable computing", "oclgrind sim", "", "nothing", "o");
        var numbers = lines.subList(0, 2);
        assertTrue(numbers.stream().allMatch(line -> line.startsWith("computes on ")), lines.toString());
        assertTrue(numbers.stream().anyMatch(line -> line.contains("Portable Computing Language")), lines.toString());
        assertTrue(numbers.stream().anyMatch(line -> line.contains("Oclgrind Simulator")), lines.toString());
        assertTrue(lines.get(2).startsWith("computes on ") && lines.get(2).contains("Portable"), lines.get(2));
        assertTrue(lines.get(3).startsWith("computes on ") && lines.get(3).contains("Oclgrind"), lines.get(3));
        assertTrue(lines.get(4).startsWith("computes on "), lines.get(4));
        assertRefusal(lines.get(5), "refused: device: there is no nothing; there are ");
        assertRefusal(lines.get(6), "refused: device: o is part of the name of 2, give a number or more of the name");
    }

    private static void assertRefusal(String line, String begin) {
        assertTrue(line.startsWith(begin), line);
        for (String part : new String[]{"0:0 ", "1:0 ", "Portable Computing Language", "Oclgrind Simulator"})
            assertTrue(line.contains(part), line);
    }

    /** A text file instead of a library stands for a broken one, libc for one that is no driver. */
    @ParameterizedTest
    @CsvSource({"FOLDER/missing.so, FOLDER/missing.so cannot be loaded",
            "FOLDER/text.so, FOLDER/text.so cannot be loaded", "libmissing.so.1, libmissing.so.1 cannot be loaded",
            "libc.so.6, libc.so.6 is no OpenCL driver", "'', names no driver"})
    void brokenDriverBesideAGoodOne(String broken, String reason) throws Exception {
        Files.writeString(folder.resolve("text.so"), "no library");
        var drivers = Drivers.only(folder, broken.replace("FOLDER", folder.toString()), Drivers.pocl());
        var lines = choose(drivers, "");
        assertTrue(lines.getFirst().startsWith("computes on ") && lines.getFirst().contains("Portable"),
                lines.toString());
        assertEquals("describe " + drivers.get("OCL_ICD_VENDORS") + "/driver0.icd: "
                + reason.replace("FOLDER", folder.toString()), lines.getLast());
    }

    /** Returns what became of each wish, in their order, and then the lines of the provider's description. */
    private static List<String> choose(Map<String, String> environment, String... wishes) throws Exception {
        var main = Stream.concat(Stream.of(ChildMain.class.getName(), "choose"), Stream.of(wishes)).toList();
        var child = ChildJvm.run(LIMIT, environment, main);
        assertEquals(0, child.exit(), child.output());
        // The JVM itself may warn about a library that it cannot load.
        return child.output().lines().filter(line -> line.matches("(computes|is wrong|refused|describe).*")).toList();
    }
}
