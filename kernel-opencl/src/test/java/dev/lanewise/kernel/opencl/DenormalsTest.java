package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.ComputeOptions;
import org.junit.jupiter.api.Test;

/** Denormal numbers, which cost a CPU many times what others do, count as zero where the device can do so. */
class DenormalsTest {
    @Test
    void countAsZero() {
        assumeTrue(TestDevice.get().platform().equals("Portable Computing Language"),
                "skipped: whether a device can do so is its own affair; PoCL can");
        try (var compute = TestDevice.open(ComputeOptions.DEFAULT, new ClApi())) {
            var x = compute.allocate(3);
            compute.upload(new float[]{Float.MIN_NORMAL / 2, Float.MIN_NORMAL, 1}, x);
            var out = compute.allocate(3);
            compute.scale(2, x, out);
            var values = new float[3];
            compute.download(out, values);
            assertArrayEquals(new float[]{0, 2 * Float.MIN_NORMAL, 2}, values);
            compute.scale(0.5, x, out);
            compute.download(out, values);
            assertArrayEquals(new float[]{0, 0, 0.5f}, values);
        }
    }
}
