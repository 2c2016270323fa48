package dev.lanewise.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lanewise.benchmarks.PredictionImplementation;
import dev.lanewise.benchmarks.PredictionTask;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * ONNX Runtime with the task's network as an ONNX model, one session for all callers, as its documentation says. Each
 * caller keeps its tensors, which is the kinder case: most users make new ones for each call.
 */
public final class OnnxRuntimePrediction implements PredictionImplementation {
    private int configured;

    @Override
    public String name() { return "onnxruntime"; }

    /** It tells nobody how many threads it has; the number is that of the session's options. */
    @Override
    public String version() {
        return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion() + ", threads " + configured;
    }

    @Override
    public boolean supports(PredictionTask task, int threads) { return true; }

    @Override
    public Session open(PredictionTask task, int threads) {
        configured = threads;
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            var model = OnnxModel.of(task);
            return new Serving(task, OrtEnvironment.getEnvironment().createSession(model, options),
                    new ConcurrentLinkedQueue<>());
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param callers all that were asked for, whose tensors live as long as the session */
    private record Serving(PredictionTask task, OrtSession session, Queue<Calls> callers) implements Session {
        @Override
        public Caller caller() {
            try {
                var caller = new Calls(task, session);
                callers.add(caller);
                return caller;
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            try (session) {
                callers.forEach(Calls::close);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Calls implements Caller {
        private final OrtSession session;
        private final float[] x;
        private final float[] out;
        private final FloatBuffer features;
        private final FloatBuffer probabilities;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;

        Calls(PredictionTask task, OrtSession session) throws OrtException {
            this.session = session;
            x = task.x();
            out = new float[task.batch() * task.classes()];
            features = direct(x.length);
            probabilities = direct(out.length);
            inputs = Map.of(OnnxModel.INPUT, tensor(features, task.batch(), task.features()));
            outputs = Map.of(OnnxModel.OUTPUT, tensor(probabilities, task.batch(), task.classes()));
        }

        private static FloatBuffer direct(int length) {
            return ByteBuffer.allocateDirect(length * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
        }

        private static OnnxTensor tensor(FloatBuffer values, long rows, long columns) throws OrtException {
            return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, new long[]{rows, columns});
        }

        @Override
        public void predict() {
            features.put(0, x);
            try {
                session.run(inputs, outputs).close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
            probabilities.get(0, out);
        }

        @Override
        public double[] probabilities() {
            var result = new double[out.length];
            for (int i = 0; i < out.length; i++)
                result[i] = out[i];
            return result;
        }

        void close() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }
}
