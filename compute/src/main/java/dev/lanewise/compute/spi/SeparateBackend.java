package dev.lanewise.compute.spi;

import java.util.List;

/** A backend that is an artifact of its own, so that it may be missing; and why it is. */
enum SeparateBackend {
    /** Found where the Vector API is. */
    SIMD("simd", "dev.lanewise:kernel-simd", "dev.lanewise.kernel.simd.SimdProvider"),
    /** Found where a driver is. */
    OPENCL("opencl", "dev.lanewise:kernel-opencl", "dev.lanewise.kernel.opencl.OpenClProvider");

    private final String id;
    private final String artifact;
    private final String provider;

    SeparateBackend(String id, String artifact, String provider) {
        this.id = id;
        this.artifact = artifact;
        this.provider = provider;
    }

    /** Returns the name by which users choose it. */
    String id() {
        return id;
    }

    /**
     * Returns why the service loader did not find it. Jars that are merged into one keep one provider file of several
     * of the same name, unless they are told to merge them: then the class is there, and nobody knows of it.
     *
     * @param failures of the providers that could not be loaded
     */
    Availability whyMissing(List<String> failures) {
        for (var failure : failures)
            if (failure.contains(provider))
                return Availability.unusable("it cannot be loaded: " + failure,
                        "Use the same version of all Lanewise artifacts");
        return isOnPath()
                ? Availability.unusable("no provider file lists " + provider,
                        "Merge META-INF/services (maven-shade-plugin: ServicesResourceTransformer)")
                : Availability.unusable(
                        "the artifact " + artifact + " is on neither the class path nor the module path",
                        "Add it to the dependencies");
    }

    /** Where the service loader looks: a thread without a class loader of its own has the system's there, too. */
    private boolean isOnPath() {
        var own = Thread.currentThread().getContextClassLoader();
        try {
            Class.forName(provider, false, own == null ? ClassLoader.getSystemClassLoader() : own);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
