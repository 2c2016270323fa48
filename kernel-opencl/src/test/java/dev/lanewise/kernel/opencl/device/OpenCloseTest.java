package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.kernel.opencl.ChildJvm;
import dev.lanewise.kernel.opencl.ChildMain;
import dev.lanewise.kernel.opencl.ProcessStatus;
import dev.lanewise.kernel.opencl.TestDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A process that opens and closes computes for as long as it lives. */
@EnabledOnOs(OS.LINUX)
public class OpenCloseTest {
    /** The JVM has compiled what is hot, and PoCL has filled its own caches, before. */
    private static final int WARM_UP = 100;
    private static final int CYCLES = 1000;
    /** One cycle in ten compiles a program, which takes 20 ms; it holds some 700 KiB. */
    private static final int COMPILED = 10;
    /**
     * 2 KiB for each cycle, 20 for each that compiles. Staging memory, buffers and programs are larger, so that none
     * of them can be kept; kernels and queues are counted at the seam. 0.1 MiB was seen.
     */
    private static final long LARGEST_GROWTH = 2 << 20;
    private static final Pattern REPORT = Pattern.compile("grew by (-?\\d+) bytes");

    @Test
    void aThousandCyclesLeaveNothing() throws Exception {
        TestDevice.get();
        // A heap that is there from the start cannot grow; the second compiler would take 18 MiB when it comes.
        var child = ChildJvm.run(Duration.ofMinutes(4), Map.of(), List.of("-Xms64m", "-Xmx64m",
                "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1", ChildMain.class.getName(), "cycles"));
        assertEquals(0, child.exit(), child.output());
        var report = REPORT.matcher(child.output());
        assertTrue(report.find(), child.output());
        assertTrue(Long.parseLong(report.group(1)) <= LARGEST_GROWTH, child.output());
    }

    /** Runs in the child; prints by how much the resident memory grew. */
    public static int cycles() throws IOException {
        cycles(WARM_UP);
        long before = ProcessStatus.bytes("VmRSS");
        cycles(CYCLES);
        System.out.println("grew by " + (ProcessStatus.bytes("VmRSS") - before) + " bytes");
        return 0;
    }

    private static void cycles(int count) {
        for (int i = 0; i < count; i++)
            cycle(i % COMPILED == 0);
    }

    private static void cycle(boolean compiles) {
        var api = new RecordingApi();
        try (var compute = TestDevice.open(ComputeOptions.DEFAULT, api)) {
            var values = new float[100_000];
            var x = compute.allocate(100, 1000);
            compute.upload(values, x);
            if (compiles)
                try (var plan = compute.record(() -> compute.softmaxRows(x, x))) {
                    plan.run();
                }
            compute.download(x, values);
        }
        assertEquals(Set.of(), api.live);
    }
}
