package dev.lanewise.benchmarks.peers;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;
import static org.bytedeco.dnnl.global.dnnl.get_effective_cpu_isa;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.softmax_forward;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

import java.util.ArrayList;
import java.util.List;

/**
 * oneDNN by its primitives, on row-major operands. Its threads are OpenMP's. Its logarithm is left out: it is off by
 * up to some hundred roundoffs.
 */
public final class OneDnnPeer implements Implementation {
    private static final float EPSILON = 1e-5f;

    @Override
    public String name() { return "onednn"; }

    @Override
    public String version() {
        var version = dnnl_version();
        return "oneDNN " + version.major() + "." + version.minor() + "." + version.patch() + ", "
                + get_effective_cpu_isa() + ", threads " + openMp().integer("omp_get_max_threads");
    }

    @Override
    public boolean supports(Task task, int threads) {
        return switch (task.operation()) {
            case Task.GEMM -> true;
            case Task.BATCHED -> task.batch() > 0;
            case "relu", "sigmoid", "tanh", "softplus", "gelu", "silu", "sigmoidBackward", "geluBackward",
                    "siluBackward", "exp", "add", "mul", "softmaxRows", "logSoftmaxRows", "batchNormTrain" ->
                true;
            default -> false;
        };
    }

    /**
     * Its error function and its softplus are right to a few roundoffs of 1, not of their results: where 1 is added to
     * the former for GELU, little is left of a small one.
     */
    @Override
    public double allowance(Task task) {
        return switch (task.operation()) {
            case "gelu" -> 0x1p-20;
            case "geluBackward" -> 0x1p-22;
            case "softplus" -> 0x1p-21;
            default -> 0;
        };
    }

    @Override
    public Session open(Task task, int threads) {
        Loader.load(dnnl.class);
        openMp().set("omp_set_num_threads", threads);
        return new Execution(task);
    }

    private static NativeLibrary openMp() { return new NativeLibrary(Loader.getLoadedLibraries().get("gomp@.1")); }

    /** One primitive with its operands. */
    private static final class Execution implements Session {
        private final List<Pointer> owned = new ArrayList<>();
        private final Task task;
        private final engine cpu = own(new engine(engine.kind.cpu, 0));
        private final stream queue = own(new stream(cpu));
        private final IntMemoryMap operands = own(new IntMemoryMap());
        private final Stored storedResult;
        private final FloatPointer result;
        private final primitive kernel;

        Execution(Task task) {
            this.task = task;
            storedResult = Stored.c(task);
            var output = matrices(storedResult, false);
            boolean backward = task.operation().endsWith("Backward");
            result = operand(backward ? DNNL_ARG_DIFF_SRC : DNNL_ARG_DST, output, new float[storedResult.elements()]);
            kernel = own(create(output));
        }

        private primitive create(memory.desc output) {
            return switch (task.operation()) {
                case Task.GEMM, Task.BATCHED -> product(output);
                case "add" -> binary(dnnl.algorithm.binary_add, output);
                case "mul" -> binary(dnnl.algorithm.binary_mul, output);
                case "softmaxRows" -> softmax(dnnl.algorithm.softmax_accurate, output);
                case "logSoftmaxRows" -> softmax(dnnl.algorithm.softmax_log, output);
                case "batchNormTrain" -> batchNorm(output);
                case "relu" -> eltwise(dnnl.algorithm.eltwise_relu, 0, output);
                case "sigmoid" -> eltwise(dnnl.algorithm.eltwise_logistic, 0, output);
                case "tanh" -> eltwise(dnnl.algorithm.eltwise_tanh, 0, output);
                case "exp" -> eltwise(dnnl.algorithm.eltwise_exp, 0, output);
                case "softplus" -> eltwise(dnnl.algorithm.eltwise_soft_relu, 1, output);
                case "gelu" -> eltwise(dnnl.algorithm.eltwise_gelu_erf, 0, output);
                case "silu" -> eltwise(dnnl.algorithm.eltwise_swish, 1, output);
                case "sigmoidBackward" -> eltwiseBackward(dnnl.algorithm.eltwise_logistic_use_dst_for_bwd,
                        DNNL_ARG_DST, 0, output);
                case "geluBackward" -> eltwiseBackward(dnnl.algorithm.eltwise_gelu_erf, DNNL_ARG_SRC, 0, output);
                case "siluBackward" -> eltwiseBackward(dnnl.algorithm.eltwise_swish, DNNL_ARG_SRC, 1, output);
                default -> throw new IllegalArgumentException("onednn: has no " + task);
            };
        }

        private primitive product(memory.desc output) {
            var storedA = Stored.a(task);
            var storedB = Stored.b(task);
            var a = matrices(storedA, task.transposeA());
            var b = matrices(storedB, task.transposeB());
            operand(DNNL_ARG_SRC, a, storedA.spread(task.input(0)));
            operand(DNNL_ARG_WEIGHTS, b, storedB.spread(task.input(1)));
            return new matmul(own(new matmul.primitive_desc(cpu, a, b, output)));
        }

        /** The matrices of a batch lie one after the other. */
        private memory.desc stacked(Stored stored) {
            long rows = stored.rows() / task.batch();
            return own(new memory.desc(new long[]{task.batch(), rows, stored.cols()}, memory.data_type.f32,
                    new long[]{rows * stored.cols(), stored.cols(), 1}));
        }

        /** The parameter scales the argument of softplus and of SiLU's sigmoid; it is the slope of a leaky ReLU. */
        private primitive eltwise(dnnl.algorithm rule, float parameter, memory.desc shape) {
            operand(DNNL_ARG_SRC, shape, task.input(0));
            return new eltwise_forward(own(new eltwise_forward.primitive_desc(cpu, dnnl.prop_kind.forward_inference,
                    rule, shape, shape, parameter)));
        }

        /** From the saved input or output of the forward pass, as the rule takes it. */
        private primitive eltwiseBackward(dnnl.algorithm rule, int saved, float parameter, memory.desc shape) {
            operand(saved, shape, task.input(0));
            operand(DNNL_ARG_DIFF_DST, shape, task.input(1));
            var forward = own(new eltwise_forward.primitive_desc(cpu, dnnl.prop_kind.forward_training, rule, shape,
                    shape, parameter));
            return new eltwise_backward(own(new eltwise_backward.primitive_desc(cpu, rule, shape, shape, shape,
                    parameter, forward)));
        }

        private primitive binary(dnnl.algorithm rule, memory.desc shape) {
            operand(DNNL_ARG_SRC, shape, task.input(0));
            operand(DNNL_ARG_SRC_1, shape, task.input(1));
            return new binary(own(new binary.primitive_desc(cpu, rule, shape, shape, shape)));
        }

        private primitive softmax(dnnl.algorithm rule, memory.desc shape) {
            operand(DNNL_ARG_SRC, shape, task.input(0));
            return new softmax_forward(own(new softmax_forward.primitive_desc(cpu, dnnl.prop_kind.forward_inference,
                    rule, shape, shape, 1)));
        }

        /** Without running statistics, which it does not have. */
        private primitive batchNorm(memory.desc shape) {
            var row = own(new memory.desc(new long[]{task.n()}, memory.data_type.f32, new long[]{1}));
            operand(DNNL_ARG_SRC, shape, task.input(0));
            operand(DNNL_ARG_SCALE, row, task.input(1));
            operand(DNNL_ARG_SHIFT, row, task.input(2));
            operand(DNNL_ARG_MEAN, row, new float[task.n()]);
            operand(DNNL_ARG_VARIANCE, row, new float[task.n()]);
            int flags = dnnl.normalization_flags.use_scale.value | dnnl.normalization_flags.use_shift.value;
            return new batch_normalization_forward(own(new batch_normalization_forward.primitive_desc(cpu,
                    dnnl.prop_kind.forward_training.value, shape, shape, EPSILON, flags)));
        }

        private memory.desc matrices(Stored stored, boolean transposed) {
            if (task.batch() > 0)
                return stacked(stored);
            return transposed ? columns(stored) : rows(stored);
        }

        private memory.desc rows(Stored stored) {
            return own(new memory.desc(new long[]{stored.rows(), stored.cols()}, memory.data_type.f32,
                    new long[]{stored.stride(), 1}));
        }

        /** The transpose of what is stored. */
        private memory.desc columns(Stored stored) {
            return own(new memory.desc(new long[]{stored.cols(), stored.rows()}, memory.data_type.f32,
                    new long[]{1, stored.stride()}));
        }

        /** Values with the gaps between rows that the descriptor has; those behind the last row are left out. */
        private FloatPointer operand(int argument, memory.desc layout, float[] values) {
            var storage = own(new memory(layout, cpu));
            int count = (int) (layout.get_size() / Float.BYTES);
            var pointer = new FloatPointer(storage.get_data_handle()).capacity(count);
            pointer.put(values, 0, count);
            operands.put(argument, storage);
            return pointer;
        }

        private <P extends Pointer> P own(P pointer) {
            owned.add(pointer);
            return pointer;
        }

        @Override
        public void run() {
            kernel.execute(queue, operands);
            queue._wait();
        }

        @Override
        public float[] result() {
            var values = new float[storedResult.elements()];
            result.get(values, 0, (int) result.capacity());
            return storedResult.gather(values);
        }

        @Override
        public void close() {
            for (var pointer : owned.reversed())
                pointer.close();
        }
    }
}
