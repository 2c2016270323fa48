package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.ProcessEnvironment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The native backend of ND4J, which it and DL4J set up in one way. */
final class Nd4jNative {
    static final String NAME = "nd4j";

    private Nd4jNative() {}

    /**
     * Loads the backend with that many threads. Its manual says to set them by an environment variable, which its
     * native code reads once, as it is loaded.
     */
    static void load(int threads) {
        ProcessEnvironment.set("OMP_NUM_THREADS", Integer.toString(threads));
        Nd4j.factory().blas().setMaxThreads(threads);
        // On the Java side it goes by the variables that the process was started with.
        operations().setOmpNumThreads(threads);
        int loaded = Nd4j.getEnvironment().maxThreads();
        if (loaded != threads)
            throw new IllegalStateException("nd4j: was loaded with " + loaded + " threads, " + threads
                    + " need a process of their own");
    }

    static String version() {
        return "ND4J " + MavenVersion.of("org.deeplearning4j", "deeplearning4j-nn") + ", "
                + Nd4j.factory().blas().getBlasVendor()
                + ", processor level " + operations().binaryLevel() + " of " + operations().optimalLevel()
                + ", threads " + Nd4j.getEnvironment().maxThreads() + " (OpenMP " + operations().ompGetMaxThreads()
                + ", BLAS " + Nd4j.factory().blas().getMaxThreads() + ")";
    }

    private static NativeOps operations() { return NativeOpsHolder.getInstance().getDeviceNativeOps(); }
}
