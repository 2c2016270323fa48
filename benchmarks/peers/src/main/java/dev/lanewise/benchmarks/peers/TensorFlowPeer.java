package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Operation;
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
 * on constants once for all runs. Its tensors are fed and fetched without a copy.
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
            case GEMM -> task.stride() == 0;
            case RELU, SIGMOID, TANH, EXP, LOG, ADD, MUL, SOFTMAX_ROWS, LOG_SOFTMAX_ROWS -> true;
            default -> false;
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
            if (task.operation() == Operation.GEMM) {
                var a = input(Stored.a(task), 0);
                var b = input(Stored.b(task), 1);
                return tf.linalg.matMul(a, b, MatMul.transposeA(task.transposeA()),
                        MatMul.transposeB(task.transposeB()));
            }
            var x = input(Stored.c(task), 0);
            return switch (task.operation()) {
                case RELU -> tf.nn.relu(x);
                case SIGMOID -> tf.math.sigmoid(x);
                case TANH -> tf.math.tanh(x);
                case EXP -> tf.math.exp(x);
                case LOG -> tf.math.log(x);
                case SOFTMAX_ROWS -> tf.nn.softmax(x);
                case LOG_SOFTMAX_ROWS -> tf.nn.logSoftmax(x);
                case ADD -> tf.math.add(x, input(Stored.c(task), 1));
                case MUL -> tf.math.mul(x, input(Stored.c(task), 1));
                default -> throw new IllegalArgumentException(TensorFlowRuntime.NAME + ": has no " + task);
            };
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
