package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.kernel.opencl.TestDevice;
import dev.lanewise.kernel.opencl.device.RecordingApi.Call;
import org.jocl.CL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;

/** Faults that a healthy device does not show, put in at the seam: each becomes one exception that names the device. */
class FaultTest {
    private final RecordingApi api = new RecordingApi();
    private Compute compute;

    @BeforeEach
    void open() {
        compute = TestDevice.open(ComputeOptions.DEFAULT, api);
    }

    @AfterEach
    void everythingIsFreedAfterAFault() {
        if (compute == null)
            return;
        compute.close();
        assertEquals(Set.of(), api.live);
    }

    @ParameterizedTest
    @ValueSource(ints = {CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, CL.CL_OUT_OF_RESOURCES, CL.CL_OUT_OF_HOST_MEMORY,
            CL.CL_INVALID_BUFFER_SIZE})
    void outOfMemory(int status) {
        api.fault = RecordingApi.every(Call.BUFFER, status);
        var e = assertThrows(ComputeException.class, () -> compute.allocate(1000, 1000));
        assertNames(e, "allocating 4 MiB", CL.stringFor_errorCode(status), "the device has");
        api.fault = RecordingApi.NONE;
        compute.allocate(1000, 1000);
    }

    @Test
    void bufferLargerThanTheDeviceAllows() {
        long elements = TestDevice.get().largestBuffer() / Float.BYTES + 1;
        // The message needs a device whose memory is larger than its largest buffer, as nearly all have.
        TestDevice.require(TestDevice.get().memory() > elements * Float.BYTES,
                "the largest buffer is all of the memory");
        var e = assertThrows(ComputeException.class, () -> compute.allocate(elements));
        assertNames(e, "CL_DEVICE_MAX_MEM_ALLOC_SIZE");
    }

    @Test
    void kernelThatDoesNotBuild() {
        api.sourceSuffix = "\n__kernel void broken() { undeclared = 1; }\n";
        var view = compute.allocate(3);
        var e = assertThrows(ComputeException.class, () -> compute.fill(1, view));
        assertNames(e, "building program elementwise", "undeclared");
        api.sourceSuffix = "";
        compute.fill(1, view);
    }

    @Test
    void deviceLostAtALaunch() {
        var view = compute.allocate(2, 3);
        api.fault = RecordingApi.every(Call.LAUNCH, CL.CL_DEVICE_NOT_AVAILABLE);
        var e = assertThrows(ComputeException.class, () -> compute.softmaxRows(view, view));
        assertNames(e, "kernel softmax_rows", "CL_DEVICE_NOT_AVAILABLE");
    }

    @Test
    void deviceLostAtAReplay() {
        var view = compute.allocate(2, 3);
        try (var plan = compute.record(() -> compute.softmaxRows(view, view))) {
            api.fault = RecordingApi.every(Call.LAUNCH, CL.CL_DEVICE_NOT_AVAILABLE);
            var e = assertThrows(ComputeException.class, plan::run);
            assertNames(e, "kernel softmax_rows", "CL_DEVICE_NOT_AVAILABLE");
        }
    }

    @Test
    void deviceLostWhileWaiting() {
        var view = compute.allocate(2, 3);
        compute.fill(1, view);
        api.fault = RecordingApi.every(Call.FINISH, CL.CL_OUT_OF_RESOURCES);
        assertNames(assertThrows(ComputeException.class, compute::sync), "fill", "CL_OUT_OF_RESOURCES");
        api.fault = RecordingApi.every(Call.READ, CL.CL_OUT_OF_RESOURCES);
        assertNames(assertThrows(ComputeException.class, () -> compute.download(view, new float[6])), "download",
                "fill");
    }

    @Test
    void debugModeNamesTheOperation() {
        compute.close();
        compute = TestDevice.open(ComputeOptions.DEFAULT.withDebug(true), api);
        var view = compute.allocate(2, 3);
        api.fault = RecordingApi.every(Call.FINISH, CL.CL_OUT_OF_RESOURCES);
        var e = assertThrows(ComputeException.class, () -> compute.softmaxRows(view, view));
        assertTrue(e.getMessage().startsWith("softmaxRows: "), e.getMessage());
    }

    private static void assertNames(ComputeException e, String... parts) {
        assertTrue(e.getMessage().contains(TestDevice.get().name()), e.getMessage());
        for (String part : parts)
            assertTrue(e.getMessage().contains(part), part + " in: " + e.getMessage());
    }
}
