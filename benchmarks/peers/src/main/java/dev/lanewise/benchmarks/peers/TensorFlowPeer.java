package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

import java.util.ArrayList;
import java.util.List;

/**
 * TensorFlow in graph mode: a session runs one operation on placeholders, since TensorFlow would compute an operation
 * on constants once for all runs. Its tensors are fed and fetched without a copy. GELU and SiLU are composed of other
 * operations, as TensorFlow's Python library does it: they have no kernels of their own.
 */
public final class TensorFlowPeer implements Implementation {
    private ConfigProto configuration;

    @Override
    public String name() { return TensorFlowRuntime.NAME; }

    @Override
    public String version() { return TensorFlowRuntime.version(configuration); }

    @Override
    public boolean supports(Task task, int threads) {
        return switch (task.operation()) {
            case "gemm" -> task.stride() == 0;
            case "relu", "sigmoid", "tanh", "softplus", "gelu", "silu", "sigmoidBackward", "exp", "log", "add", "mul",
                    "softmaxRows", "logSoftmaxRows" ->
                true;
            default -> false;
        };
    }

    /**
     * {@code 1 + erf} cancels where GELU is small, so that it is right to a few roundoffs of z; softplus and SiLU are
     * rounded as a whole, and not added to z, so that they are off by a roundoff or two of the largest results.
     */
    @Override
    public double allowance(Task task) {
        return switch (task.operation()) {
            case "gelu" -> 0x1p-20;
            case "softplus" -> 0x1p-21;
            case "silu" -> 0x1p-22;
            default -> 0;
        };
    }

    @Override
    public Session open(Task task, int threads) {
        configuration = TensorFlowRuntime.threads(threads);
        return new Execution(task, configuration);
    }

    private static final class Execution implements Session {
        private final Task task;
        private final Graph graph = new Graph();
        private final Ops tf = Ops.create(graph);
        private final List<Placeholder<TFloat32>> placeholders = new ArrayList<>();
        private final List<TFloat32> inputs = new ArrayList<>();
        private final Operand<TFloat32> output;
        private final org.tensorflow.Session session;
        private Result result;

        Execution(Task task, ConfigProto configuration) {
            this.task = task;
            output = computation();
            session = new org.tensorflow.Session(graph, configuration);
        }

        private Operand<TFloat32> computation() {
            if (task.operation().equals(Task.GEMM)) {
                var a = input(Stored.a(task), 0);
                var b = input(Stored.b(task), 1);
                return tf.linalg.matMul(a, b, MatMul.transposeA(task.transposeA()),
                        MatMul.transposeB(task.transposeB()));
            }
            var x = input(Stored.c(task), 0);
            return switch (task.operation()) {
                case "relu" -> tf.nn.relu(x);
                case "sigmoid" -> tf.math.sigmoid(x);
                case "tanh" -> tf.math.tanh(x);
                case "softplus" -> tf.math.softplus(x);
                case "gelu" -> gelu(x);
                case "silu" -> tf.math.mul(x, tf.math.sigmoid(x));
                case "sigmoidBackward" -> tf.math.sigmoidGrad(x, input(Stored.c(task), 1));
                case "exp" -> tf.math.exp(x);
                case "log" -> tf.math.log(x);
                case "softmaxRows" -> tf.nn.softmax(x);
                case "logSoftmaxRows" -> tf.nn.logSoftmax(x);
                case "add" -> tf.math.add(x, input(Stored.c(task), 1));
                case "mul" -> tf.math.mul(x, input(Stored.c(task), 1));
                default -> throw new IllegalArgumentException(TensorFlowRuntime.NAME + ": has no " + task);
            };
        }

        /** {@code 0.5 x (1 + erf(x / sqrt(2)))}. */
        private Operand<TFloat32> gelu(Operand<TFloat32> x) {
            var errorFunction = tf.math.erf(tf.math.div(x, tf.constant((float) Math.sqrt(2))));
            return tf.math.mul(tf.math.mul(tf.constant(0.5f), x), tf.math.add(tf.constant(1f), errorFunction));
        }

        private Operand<TFloat32> input(Stored stored, int index) {
            var shape = Shape.of(stored.rows(), stored.cols());
            inputs.add(TensorFlowRuntime.tensor(task.input(index), shape));
            var placeholder = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
            placeholders.add(placeholder);
            return placeholder;
        }

        @Override
        public void run() {
            if (result != null)
                result.close();
            var runner = session.runner();
            for (int i = 0; i < inputs.size(); i++)
                runner.feed(placeholders.get(i), inputs.get(i));
            result = runner.fetch(output).run();
        }

        @Override
        public float[] result() { return TensorFlowRuntime.values((TFloat32) result.get(0)); }

        @Override
        public void close() {
            if (result != null)
                result.close();
            inputs.forEach(TFloat32::close);
            session.close();
            graph.close();
        }
    }
}
