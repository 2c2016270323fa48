package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.kernel.opencl.device.OpenClDevices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Locale;

/** How the backend is found and opened. */
class ProviderTest {
    private static final String FAMILY = "lanewise.opencl.gemm";

    private final OpenClProvider provider = new OpenClProvider();

    @AfterEach
    void clearProperty() {
        System.clearProperty(FAMILY);
    }

    @Test
    void describesTheDevices() {
        var device = TestDevice.get();
        assertTrue(provider.probe().usable());
        for (String part : new String[]{device.name(), device.platform(), device.driver(), "MiB"})
            assertTrue(provider.describe().contains(part), provider.describe());
    }

    @Test
    void onlyAnAcceleratorIsChosenByItself() {
        boolean accelerator = TestDevice.get().isAccelerator();
        assertEquals(accelerator ? 300 : -1, provider.priority());
    }

    @Test
    void opensByName() {
        var device = TestDevice.get();
        try (var compute = Compute.named("opencl")) {
            assertEquals("opencl", compute.name());
            assertTrue(compute.describe().contains(device.name()), compute.describe());
        }
    }

    @Test
    void deviceByNumberOrPartOfItsName() {
        var device = TestDevice.get();
        var found = OpenClDevices.found();
        assertSame(device, found.choose(device.number()));
        assertSame(device, found.choose(device.name().substring(1).toUpperCase(Locale.ROOT)));
    }

    @Test
    void unknownDeviceListsThoseThereAre() {
        var device = TestDevice.get();
        var options = ComputeOptions.DEFAULT.withDevice("no such device");
        var e = assertThrows(IllegalArgumentException.class, () -> provider.open(options));
        assertTrue(e.getMessage().contains("no such device"), e.getMessage());
        assertTrue(e.getMessage().contains(device.name()), e.getMessage());
    }

    @Test
    void familyOfKernelsCanBeForced() {
        TestDevice.get();
        for (String family : new String[]{"panels", "tiles"}) {
            System.setProperty(FAMILY, family);
            try (var compute = provider.open(ComputeOptions.DEFAULT)) {
                assertTrue(compute.describe().endsWith(family), compute.describe());
            }
        }
        System.setProperty(FAMILY, "cubes");
        assertThrows(IllegalArgumentException.class, () -> provider.open(ComputeOptions.DEFAULT));
    }
}
