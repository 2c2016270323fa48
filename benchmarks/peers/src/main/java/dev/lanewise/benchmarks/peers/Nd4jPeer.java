package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.BatchNorm;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.SoftPlus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Swish;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * ND4J on its native backend, each result in an array that is made once. A product goes to OpenBLAS, into an array in
 * column order, as ND4J lays out products itself. GELU is left out: it has approximations only.
 */
public final class Nd4jPeer implements Implementation {
    private static final double EPSILON = 1e-5;

    @Override
    public String name() { return Nd4jNative.NAME; }

    @Override
    public String version() { return Nd4jNative.version(); }

    @Override
    public boolean supports(Task task, int threads) {
        return switch (task.operation()) {
            case "gemm", "relu", "sigmoid", "tanh", "softplus", "silu", "exp", "log", "add", "mul", "softmaxRows",
                    "batchNormTrain" ->
                true;
            default -> false;
        };
    }

    /**
     * Its tanh is a difference of exponentials, its softplus the logarithm of a sum with 1: near zero right to a
     * roundoff of 1. SiLU is off by a roundoff of the largest results.
     */
    @Override
    public double allowance(Task task) {
        return switch (task.operation()) {
            case "tanh", "softplus" -> 0x1p-24;
            case "silu" -> 0x1p-22;
            default -> 0;
        };
    }

    @Override
    public Session open(Task task, int threads) {
        Nd4jNative.load(threads);
        return new Execution(task);
    }

    private static final class Execution implements Session {
        private final Task task;
        private final INDArray result;
        private final Runnable computation;

        Execution(Task task) {
            this.task = task;
            boolean product = task.operation().equals(Task.GEMM);
            result = Nd4j.create(new float[task.results()], new long[]{task.m(), task.n()}, product ? 'f' : 'c');
            computation = product ? product() : computation();
        }

        private Runnable product() {
            var a = operand(Stored.a(task), task.input(0), task.transposeA());
            var b = operand(Stored.b(task), task.input(1), task.transposeB());
            return () -> a.mmuli(b, result);
        }

        private static INDArray operand(Stored stored, float[] values, boolean transpose) {
            var whole = Nd4j.create(stored.spread(values), new long[]{stored.rows(), stored.stride()}, 'c');
            var part = stored.stride() == stored.cols()
                    ? whole
                    : whole.get(NDArrayIndex.all(), NDArrayIndex.interval(0, stored.cols()));
            return transpose ? part.transpose() : part;
        }

        private Runnable computation() {
            var x = input(0);
            return switch (task.operation()) {
                case "relu" -> () -> Nd4j.exec(new RectifiedLinear(x, result));
                case "sigmoid" -> () -> Nd4j.exec(new Sigmoid(x, result));
                case "tanh" -> () -> Nd4j.exec(new Tanh(x, result));
                case "softplus" -> () -> Nd4j.exec(new SoftPlus(x, result));
                case "silu" -> () -> Nd4j.exec(new Swish(x, result));
                case "exp" -> () -> Nd4j.exec(new Exp(x, result));
                case "log" -> () -> Nd4j.exec(new Log(x, result));
                case "softmaxRows" -> () -> Nd4j.exec(new SoftMax(x, result, 1));
                case "add" -> {
                    var b = input(1);
                    yield () -> x.addi(b, result);
                }
                case "mul" -> {
                    var b = input(1);
                    yield () -> x.muli(b, result);
                }
                case "batchNormTrain" -> batchNorm(x);
                default -> throw new IllegalArgumentException(Nd4jNative.NAME + ": has no " + task);
            };
        }

        /** Its operation takes the statistics as they are given, so that they are computed before. */
        private Runnable batchNorm(INDArray x) {
            var gamma = Nd4j.createFromArray(task.input(1));
            var beta = Nd4j.createFromArray(task.input(2));
            return () -> {
                try (var mean = x.mean(0); var variance = x.var(false, 0)) {
                    var operation = new BatchNorm(x, mean, variance, gamma, beta, EPSILON, 1);
                    operation.addOutputArgument(result);
                    Nd4j.exec(operation);
                }
            };
        }

        private INDArray input(int index) {
            return Nd4j.create(task.input(index), new long[]{task.rows(), task.cols()}, 'c');
        }

        @Override
        public void run() { computation.run(); }

        @Override
        public float[] result() { return result.dup('c').data().asFloat(); }

        @Override
        public void close() { result.close(); }
    }
}
