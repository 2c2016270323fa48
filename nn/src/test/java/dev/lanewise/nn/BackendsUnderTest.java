package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.spi.Backends;

/** Opens the backends that this module is tested on; one that cannot run here is skipped with its reason. */
final class BackendsUnderTest {
    private BackendsUnderTest() {}

    static Compute open(String name) { return open(name, ComputeOptions.DEFAULT); }

    static Compute open(String name, ComputeOptions options) {
        var provider = Backends.providers().stream().filter(p -> p.name().equals(name)).findFirst()
                .orElseGet(() -> fail("the backend " + name + " is not on the class path"));
        var availability = provider.probe();
        if (name.equals("opencl") && Boolean.getBoolean("lanewise.opencl.required") && !availability.usable())
            fail("OpenCL is required here, but " + availability.reason());
        assumeTrue(availability.usable(),
                () -> name + " cannot run here: " + availability.reason() + ". " + availability.remedy());
        return provider.open(options);
    }
}
