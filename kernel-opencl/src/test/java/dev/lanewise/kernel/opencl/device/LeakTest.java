package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.kernel.opencl.TestDevice;
import dev.lanewise.kernel.opencl.device.RecordingApi.Call;
import org.jocl.CL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Set;

/** Objects of the driver, which have no finaliser, when nobody closes the compute. */
class LeakTest {
    private final RecordingApi api = new RecordingApi();

    @Test
    @Timeout(300)
    void droppedComputeFreesItsObjects() throws InterruptedException {
        TestDevice.get();
        openAndDrop();
        assertFalse(api.live.isEmpty());
        while (!api.live.isEmpty()) {
            System.gc();
            Thread.sleep(20);
        }
    }

    private void openAndDrop() {
        var dropped = TestDevice.open(ComputeOptions.DEFAULT, api);
        dropped.fill(1, dropped.allocate(10));
        dropped.sync();
    }

    @Test
    void computeThatCannotBeOpenedLeavesNothing() {
        TestDevice.get();
        for (var call : new Call[]{Call.CONTEXT, Call.QUEUE}) {
            api.fault = RecordingApi.every(call, CL.CL_OUT_OF_RESOURCES);
            assertThrows(ComputeException.class, () -> TestDevice.open(ComputeOptions.DEFAULT, api));
            assertEquals(Set.of(), api.live);
        }
    }
}
