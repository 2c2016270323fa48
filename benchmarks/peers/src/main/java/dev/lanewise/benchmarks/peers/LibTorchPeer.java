package dev.lanewise.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;

import java.util.function.Supplier;

/**
 * libtorch through DJL. Each run makes an array for its result, since DJL offers no other way, and frees the last.
 * SiLU is left out: DJL does not reach libtorch's, it composes one of its own.
 */
public final class LibTorchPeer implements Implementation {
    private static final float EPSILON = 1e-5f;
    private static final float MOMENTUM = 0.1f;

    @Override
    public String name() { return LibTorch.NAME; }

    @Override
    public String version() { return LibTorch.version(); }

    @Override
    public boolean supports(Task task, int threads) {
        return switch (task.operation()) {
            case "gemm", "relu", "sigmoid", "tanh", "softplus", "gelu", "exp", "log", "add", "mul", "softmaxRows",
                    "logSoftmaxRows", "batchNormTrain" ->
                true;
            default -> false;
        };
    }

    /** Its GELU is that of oneDNN. */
    @Override
    public double allowance(Task task) {
        return task.operation().equals("gelu") ? 0x1p-20 : 0;
    }

    @Override
    public Session open(Task task, int threads) {
        return new Execution(task, LibTorch.engine(threads).newBaseManager());
    }

    private static final class Execution implements Session {
        private final Task task;
        private final NDManager manager;
        private final Supplier<NDArray> computation;
        private NDArray result;

        Execution(Task task, NDManager manager) {
            this.task = task;
            this.manager = manager;
            computation = computation();
        }

        private Supplier<NDArray> computation() {
            if (task.operation().equals(Task.GEMM))
                return product();
            var x = input(0);
            return switch (task.operation()) {
                case "relu" -> x.getNDArrayInternal()::relu;
                case "sigmoid" -> x.getNDArrayInternal()::sigmoid;
                case "tanh" -> x::tanh;
                case "softplus" -> x.getNDArrayInternal()::softPlus;
                case "gelu" -> x.getNDArrayInternal()::gelu;
                case "exp" -> x::exp;
                case "log" -> x::log;
                case "softmaxRows" -> () -> x.softmax(1);
                case "logSoftmaxRows" -> () -> x.logSoftmax(1);
                case "add" -> {
                    var b = input(1);
                    yield () -> x.add(b);
                }
                case "mul" -> {
                    var b = input(1);
                    yield () -> x.mul(b);
                }
                case "batchNormTrain" -> batchNorm(x);
                default -> throw new IllegalArgumentException(LibTorch.NAME + ": has no " + task);
            };
        }

        private Supplier<NDArray> product() {
            var a = operand(Stored.a(task), task.input(0), task.transposeA());
            var b = operand(Stored.b(task), task.input(1), task.transposeB());
            return () -> a.matMul(b);
        }

        private NDArray operand(Stored stored, float[] values, boolean transpose) {
            var whole = manager.create(stored.spread(values), new Shape(stored.rows(), stored.stride()));
            var part = stored.stride() == stored.cols() ? whole : whole.get(new NDIndex(":, :" + stored.cols()));
            return transpose ? part.transpose() : part;
        }

        private Supplier<NDArray> batchNorm(NDArray x) {
            var shape = new Shape(task.n());
            var gamma = manager.create(task.input(1), shape);
            var beta = manager.create(task.input(2), shape);
            var mean = manager.zeros(shape);
            var variance = manager.ones(shape);
            return () -> x.getNDArrayInternal().batchNorm(x, mean, variance, gamma, beta, 1, MOMENTUM, EPSILON, true)
                    .singletonOrThrow();
        }

        private NDArray input(int index) {
            return manager.create(task.input(index), new Shape(task.rows(), task.cols()));
        }

        @Override
        public void run() {
            if (result != null)
                result.close();
            result = computation.get();
        }

        @Override
        public float[] result() { return result.toFloatArray(); }

        @Override
        public void close() { manager.close(); }
    }
}
