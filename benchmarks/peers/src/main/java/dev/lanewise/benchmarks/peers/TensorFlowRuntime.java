package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.ProcessEnvironment;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** TensorFlow itself, which both of its implementations set up in one way. */
final class TensorFlowRuntime {
    static final String NAME = "tensorflow";

    private TensorFlowRuntime() {}

    /** As its guide to performance says: threads inside an operation, and operations at a time. */
    static ConfigProto threads(int threads) {
        // Its remarks at start-up say nothing that the version does not.
        ProcessEnvironment.set("TF_CPP_MIN_LOG_LEVEL", "2");
        return ConfigProto.newBuilder().setIntraOpParallelismThreads(threads).setInterOpParallelismThreads(threads)
                .setUsePerSessionThreads(true).build();
    }

    /** TensorFlow tells nobody how many threads it has; the numbers are those of the session's configuration. */
    static String version(ConfigProto session) {
        return "TensorFlow " + TensorFlow.version() + " by TensorFlow Java "
                + MavenVersion.of("org.tensorflow", "tensorflow-core-api") + ", threads "
                + session.getIntraOpParallelismThreads() + " in an operation, " + session.getInterOpParallelismThreads()
                + " for operations";
    }

    static TFloat32 tensor(float[] values, Shape shape) {
        return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
    }

    static float[] values(TFloat32 tensor) {
        var values = new float[Math.toIntExact(tensor.size())];
        tensor.copyTo(DataBuffers.of(values, false, false));
        return values;
    }
}
