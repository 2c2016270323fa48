package dev.lanewise.kernel.opencl.launch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.kernel.opencl.TestDevice;
import dev.lanewise.kernel.opencl.device.ClApi;
import org.junit.jupiter.api.Test;

/**
 * Denormal numbers cost a CPU many times what others do: they count as zero in what trains a network, where the device
 * can do so. Other operations compute with them.
 */
class DenormalsTest {
    @Test
    void countAsZeroInProducts() {
        assumeTrue(TestDevice.get().platform().equals("Portable Computing Language"),
                "skipped: whether a device can do so is its own affair; PoCL can");
        try (var compute = TestDevice.open(ComputeOptions.DEFAULT, new ClApi())) {
            var x = compute.allocate(3, 1);
            compute.upload(new float[]{Float.MIN_NORMAL / 2, Float.MIN_NORMAL, 1}, x);
            var factor = compute.allocate(1, 1);
            compute.fill(2, factor);
            var out = compute.allocate(3, 1);
            compute.gemm(x, factor, out);
            var values = new float[3];
            compute.download(out, values);
            assertArrayEquals(new float[]{0, 2 * Float.MIN_NORMAL, 2}, values);
            compute.fill(0.5, factor);
            compute.gemm(x, factor, out);
            compute.download(out, values);
            assertArrayEquals(new float[]{0, 0, 0.5f}, values);
            compute.scale(2, x, out);
            compute.download(out, values);
            assertArrayEquals(new float[]{Float.MIN_NORMAL, 2 * Float.MIN_NORMAL, 2}, values);
        }
    }
}
