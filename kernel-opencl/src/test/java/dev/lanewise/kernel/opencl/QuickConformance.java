package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.testkit.Workloads;
import dev.lanewise.kernel.opencl.device.LaunchedKernels;
import dev.lanewise.kernel.opencl.launch.KernelProfile;
import dev.lanewise.kernel.opencl.launch.KernelProfile.Gemm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every operation once, with each family of kernels, compared with double precision: what a kit tests where time is
 * short. Its name ends in no Test, since whoever runs all tests runs the whole suites.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuickConformance {
    /** Primes, more than a team of work-items adds up at once, of either kind: 32 rows, 128 columns. */
    private static final int ROWS = 37;
    private static final int COLS = 131;

    private final Map<Gemm, OpenClCompute> computes = new EnumMap<>(Gemm.class);

    @AfterAll
    void close() {
        computes.values().forEach(OpenClCompute::close);
    }

    static Stream<Arguments> operations() {
        return Stream.of(Gemm.PANELS, Gemm.TILES)
                .flatMap(family -> Workloads.operations().stream().map(operation -> Arguments.of(family, operation)));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void isRight(Gemm family, String operation) {
        try (var workload = Workloads.of(operation, computes.computeIfAbsent(family, QuickConformance::open), ROWS,
                COLS, 1)) {
            workload.verify();
        }
    }

    private static OpenClCompute open(Gemm family) {
        var profile = family == Gemm.PANELS ? TestDevice.panels() : KernelProfile.gpu(family);
        return new OpenClCompute(ComputeOptions.DEFAULT, TestDevice.get(), profile, new LaunchedKernels());
    }
}
