package dev.lanewise.kernel.simd;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.spi.Availability;
import dev.lanewise.compute.spi.ComputeProvider;
import dev.lanewise.kernel.simd.runtime.Platform;

/** Opens the backend {@code simd}, where the vector module is there and HotSpot's C2 compiles it. */
public final class SimdProvider implements ComputeProvider {
    private static final int PRIORITY = 200;

    /** For {@link java.util.ServiceLoader}. */
    public SimdProvider() {}

    @Override
    public String name() { return "simd"; }

    @Override
    public int priority() { return PRIORITY; }

    @Override
    public Availability probe() {
        try {
            if (!Platform.hasVectorModule())
                return Availability.unusable("the module jdk.incubator.vector is not loaded",
                        "Start Java with --add-modules jdk.incubator.vector");
            String missing = Platform.missingCompiler();
            if (!missing.isEmpty())
                return Availability.unusable(missing + "; without C2 vectors are slower than plain loops",
                        "Run on HotSpot with its default compilers");
            if (Hardware.bits() < Hardware.MIN_BITS)
                return Availability.unusable("vectors have " + Hardware.bits() + " bits, at least "
                        + Hardware.MIN_BITS + " are needed",
                        "Use a machine with wider vectors, or drop -XX:MaxVectorSize");
            if (Hardware.bits() > Hardware.MAX_BITS)
                return Availability.unusable("vectors have " + Hardware.bits() + " bits, the kernels are made for "
                        + Hardware.MAX_BITS + " at most", "Start Java with -XX:MaxVectorSize=64");
            return Availability.usable(Hardware.line());
        } catch (RuntimeException | LinkageError e) {
            return Availability.unusable("the vector module fails: " + e, "Run on an unmodified JDK 25");
        }
    }

    @Override
    public String describe() {
        var verdict = probe();
        if (!verdict.usable())
            return verdict.reason();
        return Hardware.line() + "\ntile of products: " + Hardware.tile() + "\nthreads: "
                + Runtime.getRuntime().availableProcessors();
    }

    @Override
    public Compute open(ComputeOptions options) {
        var verdict = probe();
        if (!verdict.usable())
            throw new ComputeException("backend simd cannot run here: " + verdict.reason() + ". " + verdict.remedy());
        return new SimdCompute(options);
    }
}
