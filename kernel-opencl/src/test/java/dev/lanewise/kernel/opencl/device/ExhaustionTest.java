package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.ChildJvm;
import dev.lanewise.kernel.opencl.ChildMain;
import dev.lanewise.kernel.opencl.Parts;
import dev.lanewise.kernel.opencl.ProcessStatus;
import dev.lanewise.kernel.opencl.TestDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A device that has no memory left. PoCL takes what the process may have: the child limits its own address space and
 * then allocates until the device refuses.
 */
@EnabledOnOs(OS.LINUX)
public class ExhaustionTest {
    /** What the child may take on top of what it has: many blocks, and little for the machine. */
    private static final long ROOM = 1L << 30;
    private static final long BLOCK = 64L << 20;
    /** Not a size class of the pool: with the rounding it takes 72 MiB. */
    private static final long UNEVEN_BLOCK = BLOCK + (1 << 20);

    @Test
    void memoryIsFreedThenRefusedThenThereAgain() throws Exception {
        TestDevice.requireCpu("memory that runs out");
        var child = ChildJvm.run(Duration.ofMinutes(2), Map.of(),
                List.of("-Xmx64m", ChildMain.class.getName(), "exhaust"));
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("survived"), child.output());
    }

    /** Runs in the child. */
    public static int exhaust() throws IOException, InterruptedException {
        try (var compute = TestDevice.open()) {
            // Compiles the kernels while there is memory for the compiler.
            assertComputes(compute);
            limitAddressSpace();
            for (int round = 0; round < 3; round++)
                exhaust(compute);
            System.out.println("survived");
        }
        return 0;
    }

    private static void exhaust(Compute compute) {
        try (var scope = compute.newScope()) {
            // What waits in the pool has another size: it helps only if it is freed.
            try (var waiting = compute.newScope()) {
                for (int i = 0; i < 3; i++)
                    waiting.allocate(UNEVEN_BLOCK / Float.BYTES);
            }
            assertTrue(Parts.pool(compute).idleBytes() > 0);
            var blocks = new ArrayList<View>();
            var refused = assertThrows(ComputeException.class, () -> {
                while (true)
                    blocks.add(scope.allocate(BLOCK / Float.BYTES));
            });
            System.out.println(blocks.size() + " blocks, then " + refused.getMessage());
            assertTrue(refused.getMessage().contains(TestDevice.get().name() + ": allocating 64 MiB: CL_"));
            assertEquals(0, Parts.pool(compute).idleBytes(),
                    "what waited is freed before an allocation is refused");
            // Close to ROOM, of which the driver and the JVM take a little themselves.
            assertTrue(blocks.size() * BLOCK > ROOM / 2);
            assertComputes(compute);
        }
    }

    private static void assertComputes(Compute compute) {
        try (var scope = compute.newScope()) {
            var x = scope.allocate(1000);
            compute.fill(2, x);
            var expected = new float[1000];
            Arrays.fill(expected, 2);
            var values = new float[1000];
            compute.download(x, values);
            assertArrayEquals(expected, values);
        }
    }

    private static void limitAddressSpace() throws IOException, InterruptedException {
        var command = List.of("prlimit", "--pid", Long.toString(ProcessHandle.current().pid()),
                "--as=" + (ProcessStatus.bytes("VmSize") + ROOM));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
