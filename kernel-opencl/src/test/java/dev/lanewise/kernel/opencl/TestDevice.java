package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.kernel.opencl.device.ClApi;
import dev.lanewise.kernel.opencl.device.OpenClDevice;
import dev.lanewise.kernel.opencl.device.OpenClDevices;
import dev.lanewise.kernel.opencl.launch.KernelProfile;

import java.util.HashSet;
import java.util.Set;

/** The device under test; without one a test is skipped, or fails where OpenCL is required. */
public final class TestDevice {
    /** System property: which device, as {@code --device} names it; the best without. */
    static final String PROPERTY = "lanewise.device";

    /** System property: lanes of kernels made for CPUs; those of the device's vectors without. */
    static final String LANES = "lanewise.lanes";

    private static final String INSTALL = "install it with: apt-get install pocl-opencl-icd ocl-icd-libopencl1";

    /** Reasons that were printed: one line for each reason, not for each test. */
    private static final Set<String> PRINTED = new HashSet<>();

    private TestDevice() {}

    /** Returns the words by which a device was asked for, empty if none was. */
    static String wanted() {
        return System.getProperty(PROPERTY, "");
    }

    /** Returns the device that was asked for, or the best. */
    public static OpenClDevice get() {
        var found = OpenClDevices.found();
        require(!found.devices().isEmpty(), "OpenCL is not usable here (" + found.reason() + "), " + INSTALL);
        return found.choose(wanted());
    }

    /** Returns the profile made for CPUs. */
    public static KernelProfile panels() {
        return KernelProfile.cpu(Integer.getInteger(LANES, get().vectorWidth()));
    }

    /** Opens a compute. */
    public static Compute open() {
        return open(ComputeOptions.DEFAULT, new ClApi());
    }

    /** Opens a compute whose kernels are cut in one way. */
    public static Compute open(KernelProfile profile, ClApi api) {
        return open(ComputeOptions.DEFAULT, profile, api);
    }

    /** Opens a compute with some calls replaced. */
    public static Compute open(ComputeOptions options, ClApi api) {
        return open(options, KernelProfile.of(get(), options.precision()), api);
    }

    /** Opens a compute on the device under test. */
    public static Compute open(ComputeOptions options, KernelProfile profile, ClApi api) {
        return new OpenClCompute(options, get(), profile, api);
    }

    /** Skips the test with one line, or fails it under {@code -Dlanewise.opencl.required=true}. */
    public static void require(boolean present, String otherwise) {
        if (!present && Boolean.getBoolean("lanewise.opencl.required"))
            fail(otherwise);
        skipUnless(present, otherwise);
    }

    /** Skips a test that would take a GPU away from others. */
    public static void requireCpu(String what) {
        skipUnless(!get().isAccelerator(), what + " is not tested on an accelerator: others may need it");
    }

    /** Skips the test with one line. */
    public static void skipUnless(boolean possible, String otherwise) {
        if (!possible && PRINTED.add(otherwise))
            System.err.println("Tests of kernel-opencl are skipped: " + otherwise);
        assumeTrue(possible, otherwise);
    }
}
