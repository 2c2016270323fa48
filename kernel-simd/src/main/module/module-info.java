/** The backend {@code simd}: every operation through the Vector API, on all threads of the machine. */
module dev.lanewise.kernel.simd {
    requires transitive dev.lanewise.compute;
    requires java.management;
    requires jdk.incubator.vector;
    requires jdk.management;

    provides dev.lanewise.compute.spi.ComputeProvider with dev.lanewise.kernel.simd.SimdProvider;
}
