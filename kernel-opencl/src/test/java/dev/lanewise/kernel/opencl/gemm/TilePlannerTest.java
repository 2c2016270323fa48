package dev.lanewise.kernel.opencl.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernel.opencl.device.OpenClDevice;
import org.jocl.CL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Which tiles a device is offered, and that the parts of a plan make up the whole. */
class TilePlannerTest {
    private static OpenClDevice device(long largestGroup, long localMemory) {
        return new OpenClDevice("0:0", null, "platform", "device", "driver", CL.CL_DEVICE_TYPE_GPU, 1L << 32, 1L << 30,
                16, largestGroup, 1, localMemory, true, true, false);
    }

    private static GemmShape shape(long m, long k, long n, long batches) {
        return new GemmShape(m, n, k, batches, new GemmShape.Strides(k, 1), new GemmShape.Strides(n, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"256 | 49152 | 128x128 128x64 32x32 64x32 64x64",
            "256 | 32768 | 128x64 32x32 64x32 64x64", "64 | 49152 | 32x32"})
    void tilesThatADeviceHasNoRoomForArePassedOver(long largestGroup, long localMemory, String expected) {
        var planner = new TilePlanner(device(largestGroup, localMemory), GemmTile.FULL);
        var sizes = planner.settings(shape(4096, 16, 4096, 1)).stream()
                .map(setting -> setting.tile().rows() + "x" + setting.tile().columns()).sorted()
                .collect(Collectors.joining(" "));
        assertEquals(expected, sizes);
    }

    /** Sixteen multiprocessors: a long k for few tiles is cut, a batch or a large C is not. */
    @ParameterizedTest
    @CsvSource({"10, 4096, 10, 1, true", "10, 4096, 10, 4, false", "4096, 4096, 4096, 1, false",
            "10, 64, 10, 1, false"})
    void kIsCutWhereTilesAreFew(long m, long k, long n, long batches, boolean cut) {
        var plan = new TilePlanner(device(256, 49152), GemmTile.FULL).plan(shape(m, k, n, batches), null);
        assertEquals(cut, plan.parts() > 1, plan.toString());
    }

    @Test
    void partsMakeUpTheWhole() {
        var planner = new TilePlanner(device(256, 49152), GemmTile.FULL);
        var random = new SplittableRandom(1);
        for (int round = 0; round < 2000; round++) {
            var shape = shape(random.nextLong(1, 600), random.nextLong(0, 5000), random.nextLong(1, 600), 1);
            assertPartsMakeUpTheWhole(planner.plan(shape, null), shape);
            for (var setting : planner.settings(shape)) {
                assertTrue(planner.allows(setting));
                assertPartsMakeUpTheWhole(planner.plan(shape, setting), shape);
            }
        }
    }

    private static void assertPartsMakeUpTheWhole(TilePlan plan, GemmShape shape) {
        String what = shape + " " + plan;
        long last = shape.k() - (plan.parts() - 1) * plan.partSteps();
        assertTrue(last <= plan.partSteps(), what);
        assertTrue(last > 0 || shape.k() == 0 && plan.parts() == 1, what);
        assertTrue(plan.parts() == 1 || plan.partSteps() % plan.tile().depth() == 0, what);
    }
}
