package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.kernel.opencl.device.RecordingApi;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Nothing that hangs hangs for ever: the watchdogs themselves. */
class ChildJvmTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void childThatHangsIsEnded() throws Exception {
        var child = ChildJvm.run(Duration.ofSeconds(2), Map.of(), List.of(ChildMain.class.getName(), "hang"));
        assertEquals(ChildJvm.ENDED, child.exit(), child.output());
        assertTrue(child.output().contains("ended after PT2S"), child.output());
    }

    /** As a build that is stopped leaves its tests. */
    @Test
    void childOfADeadParentEndsItself() throws Exception {
        var parent = ChildJvm.run(LIMIT, Map.of(), List.of(ChildMain.class.getName(), "abandon"));
        assertEquals(0, parent.exit(), parent.output());
        long orphan = Long.parseLong(parent.output().strip());
        var handle = ProcessHandle.of(orphan);
        if (handle.isPresent())
            handle.get().onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Tests whose kernel never ends, as after a divergent barrier. */
    static final class Endless {
        @Test
        void kernelThatNeverEnds() {
            var api = new RecordingApi();
            api.sourceSuffix = "__kernel void endless(__global volatile float *x, long at) { while (x[at] == 0) {} }";
            try (var compute = TestDevice.open(ComputeOptions.DEFAULT, api)) {
                var zero = compute.allocate(1);
                Parts.launcher(compute).kernel("elementwise", "endless").place(zero).overItems(1);
                Watchdog.endAfter(Duration.ofSeconds(1));
                compute.sync();
            }
        }
    }

    @Test
    void testThatHangsInNativeCodeIsNamedAndEnded() throws Exception {
        TestDevice.requireCpu("a kernel that never ends");
        var child = ChildJvm.run(LIMIT, Map.of(), List.of(ChildMain.class.getName(), "tests",
                Endless.class.getName()));
        assertEquals(Watchdog.STATUS, child.exit(), child.output());
        assertTrue(child.output().contains("kernelThatNeverEnds"), child.output());
    }
}
