/** The {@code Compute} interface, its value types, the provider SPI and the plain-loop backends. */
module dev.lanewise.compute {
    requires java.management;
    requires jdk.management;

    exports dev.lanewise.compute;
    exports dev.lanewise.compute.spi;
    exports dev.lanewise.compute.internal to dev.lanewise.nn, dev.lanewise.data, dev.lanewise.kernel.opencl;

    uses dev.lanewise.compute.spi.ComputeProvider;

    provides dev.lanewise.compute.spi.ComputeProvider with dev.lanewise.compute.loops.LoopProvider,
            dev.lanewise.compute.float64.Float64Provider;
}
