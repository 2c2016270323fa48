package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The watchdog itself. */
class ChildJvmTest {
    @Test
    void childThatHangsIsEnded() throws Exception {
        var child = ChildJvm.run(Duration.ofSeconds(2), Map.of(), List.of(ChildMain.class.getName(), "hang"));
        assertEquals(ChildJvm.ENDED, child.exit(), child.output());
    }
}
