package dev.lanewise.benchmarks.peers;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

import java.util.Map;

/** The native backend of ND4J, which it and DL4J set up in one way. */
final class Nd4jNative {
    static final String NAME = "nd4j";

    private Nd4jNative() {}

    /** What its manual says to set; the backend reads it once, as it is loaded. */
    static Map<String, String> environment(int threads) {
        return Map.of("OMP_NUM_THREADS", Integer.toString(threads));
    }

    /** Loads the backend and makes sure that it has that many threads. */
    static void load(int threads) {
        Nd4j.factory().blas().setMaxThreads(threads);
        int loaded = Nd4j.getEnvironment().maxThreads();
        if (loaded != threads)
            throw new IllegalStateException("nd4j: has " + loaded + " threads; for others this process must be started "
                    + "with OMP_NUM_THREADS=" + threads);
    }

    static String version() {
        return "ND4J " + MavenVersion.of("org.deeplearning4j", "deeplearning4j-nn") + ", " + Nd4j.factory().blas().getBlasVendor()
                + ", processor level " + operations().binaryLevel() + " of " + operations().optimalLevel()
                + ", threads " + Nd4j.getEnvironment().maxThreads() + " (OpenMP " + operations().ompGetMaxThreads()
                + ", BLAS " + Nd4j.factory().blas().getMaxThreads() + ")";
    }

    private static NativeOps operations() { return NativeOpsHolder.getInstance().getDeviceNativeOps(); }
}
