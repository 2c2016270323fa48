package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Reduction;
import dev.lanewise.kernel.opencl.TestDevice;
import dev.lanewise.kernel.opencl.device.RecordingApi.Call;
import org.jocl.CL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumSet;
import java.util.Set;

/**
 * A job that makes every call of the seam, run again and again: each time the next of its calls fails. The fault
 * leaves as one exception that names the device and what it was doing, and nothing is kept after closing.
 */
class FaultSweepTest {
    /** What happens to a device. */
    enum Trouble {
        /** From one call on nothing works, not even giving memory back. */
        LOST(CL.CL_DEVICE_NOT_AVAILABLE, true),
        /** One call is refused, the next would do. */
        OUT_OF_MEMORY(CL.CL_OUT_OF_RESOURCES, false);

        private final int status;
        private final boolean forever;

        Trouble(int status, boolean forever) {
            this.status = status;
            this.forever = forever;
        }

        RecordingApi.Fault at(int call) {
            return (kind, number) -> number == call || (forever && number > call) ? status : CL.CL_SUCCESS;
        }
    }

    @Test
    void theJobMakesEveryCall() {
        var api = new RecordingApi();
        assertNull(fault(api));
        var expected = EnumSet.allOf(Call.class);
        if (!TestDevice.get().isDivisible())
            expected.remove(Call.DEVICE);
        assertEquals(expected, EnumSet.copyOf(api.calls));
        assertEquals(Set.of(), api.live);
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void everyCallMayFail(Trouble trouble) {
        var healthy = new RecordingApi();
        fault(healthy);
        for (int i = 0; i < healthy.calls.size(); i++) {
            var api = new RecordingApi();
            api.fault = trouble.at(i);
            var e = fault(api);
            var call = healthy.calls.get(i);
            String where = "call " + i + ", " + call + ": ";
            assertEquals(call, api.calls.get(i), where);
            assertEquals(Set.of(), api.live, where + "freed");
            // Nobody waits for a release; the job's first one comes after its result.
            if (call == Call.RELEASE) {
                assertNull(e, where);
                continue;
            }
            // A refused allocation is asked for once more, without the rounding.
            if (trouble == Trouble.OUT_OF_MEMORY && (call == Call.BUFFER || call == Call.FILL) && e == null)
                continue;
            assertTrue(e != null, where + "no exception");
            assertEquals(0, e.getSuppressed().length, where + "closing fails");
            for (String part : new String[]{"opencl: " + TestDevice.get().name(), doing(call),
                    CL.stringFor_errorCode(trouble.status)})
                assertTrue(e.getMessage().contains(part), where + part + " in: " + e.getMessage());
        }
    }

    private static String doing(Call call) {
        return switch (call) {
            case DEVICE, CONTEXT, QUEUE -> "opening the device";
            case BUFFER, FILL -> "allocating";
            case PROGRAM, BUILD -> "building program ";
            case KERNEL, ARGUMENT, LAUNCH -> "kernel ";
            case WRITE -> "upload";
            case READ -> "download";
            case FINISH -> "waiting for the launches up to";
            case RELEASE -> throw new IllegalArgumentException(call.name());
        };
    }

    /** Runs the job; returns what it threw, or {@code null}. */
    private static ComputeException fault(RecordingApi api) {
        try {
            job(api);
            return null;
        } catch (ComputeException e) {
            return e;
        }
    }

    private static void job(RecordingApi api) {
        try (var compute = TestDevice.open(ComputeOptions.DEFAULT.withThreads(1), api);
                var scope = compute.newScope()) {
            var x = scope.allocate(600, 1);
            var sum = scope.allocate(1, 1);
            compute.upload(new float[600], x);
            compute.fill(1, x);
            // More rows than one pass adds up: the operation needs scratch memory.
            try (var plan = compute.record(() -> compute.reduceColumns(Reduction.SUM, x, sum))) {
                plan.run();
                compute.sync();
                var result = new float[1];
                compute.download(sum, result);
                assertArrayEquals(new float[]{600}, result);
            }
        }
    }
}
