package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.spi.Availability;
import dev.lanewise.compute.spi.ComputeProvider;
import dev.lanewise.compute.spi.TuningMonitor;
import dev.lanewise.kernel.opencl.device.ClApi;
import dev.lanewise.kernel.opencl.device.DeviceSession;
import dev.lanewise.kernel.opencl.device.OpenClDevice;
import dev.lanewise.kernel.opencl.device.OpenClDevices;
import dev.lanewise.kernel.opencl.gemm.GemmTuner;
import dev.lanewise.kernel.opencl.launch.KernelProfile;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Opens {@link OpenClCompute}. Nothing of OpenCL is touched before the first question. */
public final class OpenClProvider implements ComputeProvider {
    private static final String REMEDY = "Install the driver of a GPU, or on Debian and Ubuntu the CPU device: "
            + "apt-get install pocl-opencl-icd ocl-icd-libopencl1";
    /** As {@link ComputeProvider#priority} ranks a GPU. */
    private static final int ACCELERATOR_PRIORITY = 300;
    /**
     * What SIMD does in its plain loops in some three seconds. The look for devices alone takes 0.14 s where there is no
     * GPU (docs/experiments/124); how long one takes to open is not measured.
     */
    private static final double LEAST_WORK = 2e10;

    /** For the service loader. */
    public OpenClProvider() {}

    @Override
    public String name() {
        return DeviceSession.BACKEND;
    }

    /** OpenCL on the CPU is for tests and comparison: it is never chosen by itself. */
    @Override
    public int priority() {
        return OpenClDevices.haveAccelerator() ? ACCELERATOR_PRIORITY : -1;
    }

    @Override
    public double leastWork() {
        return LEAST_WORK;
    }

    @Override
    public String whyByNameOnly() {
        String reason = OpenClDevices.whyNoAccelerator();
        return reason.isEmpty()
                ? "there is no GPU; OpenCL on the CPU is chosen by its name only"
                : reason + ". " + REMEDY;
    }

    @Override
    public Availability probe() {
        var found = OpenClDevices.found();
        return found.devices().isEmpty()
                ? Availability.unusable(found.reason(), REMEDY)
                : Availability.usable(found.devices().getFirst().describe());
    }

    /** The devices, the best first, and what failed beside them, a line each; without a device the reason. */
    @Override
    public String describe() {
        var found = OpenClDevices.found();
        return found.devices().isEmpty()
                ? found.reason()
                : Stream.concat(found.devices().stream().map(OpenClDevice::describe), found.problems().stream())
                        .collect(Collectors.joining("\n"));
    }

    @Override
    public Compute open(ComputeOptions options) {
        var found = OpenClDevices.found();
        if (found.devices().isEmpty())
            throw new ComputeException(found.reason() + ". " + REMEDY);
        var device = found.choose(options.device());
        return new OpenClCompute(options, device, KernelProfile.of(device, options.precision()), new ClApi());
    }

    @Override
    public Optional<String> tune(ComputeOptions options, TuningMonitor monitor) {
        try (var compute = (OpenClCompute) open(options)) {
            return Optional.of(new GemmTuner(compute, compute.products()).run(monitor).toString());
        }
    }
}
