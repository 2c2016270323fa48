package dev.lanewise.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** The PyTorch engine of DJL, which both of its implementations set up in one way. */
final class LibTorch {
    static final String NAME = "libtorch";

    private LibTorch() {}

    /**
     * Loads the engine from the class path, asking no network, and sets its threads as DJL's guide to inference
     * performance says.
     */
    static Engine engine(int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        var engine = Engine.getEngine("PyTorch");
        // The property counts once, as the engine loads.
        JniUtils.setNumThreads(threads);
        return engine;
    }

    static String version() {
        return "libtorch " + Engine.getEngine("PyTorch").getVersion() + " by DJL " + Engine.getDjlVersion() + ", "
                + String.join(" ", JniUtils.getFeatures()) + ", threads " + JniUtils.getNumThreads();
    }
}
