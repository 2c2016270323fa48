package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.TrainingImplementation;
import dev.lanewise.benchmarks.TrainingTask;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * TensorFlow in graph mode: one graph of forward pass, gradients and {@code ApplyAdam}, and one run of it a step. A
 * step copies the mini-batch from arrays into new tensors, which is how a user hands one over.
 */
public final class TensorFlowTraining implements TrainingImplementation {
    private static final float BETA_1 = 0.9f;
    private static final float BETA_2 = 0.999f;
    private static final float ADAM_EPSILON = 1e-8f;
    private static final float NORM_EPSILON = 1e-5f;
    /** Share of the new statistics in the running ones. */
    private static final float NORM_SHARE = 0.1f;

    private ConfigProto configuration;

    @Override
    public String name() { return TensorFlowRuntime.NAME; }

    @Override
    public String version() { return TensorFlowRuntime.version(configuration); }

    @Override
    public boolean supports(TrainingTask task, int threads) { return true; }

    @Override
    public Session open(TrainingTask task, int threads) {
        configuration = TensorFlowRuntime.threads(threads);
        return new Steps(task, configuration);
    }

    private static final class Steps implements Session {
        private final TrainingTask task;
        private final Graph graph = new Graph();
        private final Ops tf = Ops.create(graph);
        private final List<Runnable> starts = new ArrayList<>();
        /** What Adam changes, one list for each layer, its weights first. */
        private final List<List<Variable<TFloat32>>> trained = new ArrayList<>();
        private final List<Op> updates = new ArrayList<>();
        private final Placeholder<TFloat32> x;
        private final Placeholder<TInt32> labels;
        private final Operand<TFloat32> loss;
        private final org.tensorflow.Session session;
        private final Batches batches;
        private Result result;

        Steps(TrainingTask task, ConfigProto configuration) {
            this.task = task;
            x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(task.batch(), task.features())));
            labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(task.batch())));
            loss = crossEntropy();
            adam();
            session = new org.tensorflow.Session(graph, configuration);
            starts.forEach(Runnable::run);
            batches = new Batches(task);
        }

        private Operand<TFloat32> crossEntropy() {
            Operand<TFloat32> activations = x;
            for (int layer = 0; layer < task.layers(); layer++) {
                trained.add(new ArrayList<>());
                int inputs = task.widths().get(layer);
                int units = task.widths().get(layer + 1);
                var weights = trained(task.weights(layer), Shape.of(inputs, units));
                var bias = trained(new float[units], Shape.of(units));
                activations = tf.nn.biasAdd(tf.linalg.matMul(activations, weights), bias);
                if (layer < task.layers() - 1)
                    activations = tf.nn.relu(task.batchNorm() ? batchNorm(activations, units) : activations);
            }
            // The operation that takes class numbers has no gradient in graphs that Java builds.
            var target = tf.oneHot(labels, tf.constant(task.classes()), tf.constant(1f), tf.constant(0f));
            return tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(activations, target).loss(), tf.constant(0));
        }

        /** The fused operation is one for pictures: here of one pixel. */
        private Operand<TFloat32> batchNorm(Operand<TFloat32> z, int units) {
            var shape = Shape.of(units);
            var ones = new float[units];
            Arrays.fill(ones, 1);
            var gamma = trained(ones, shape);
            var beta = trained(new float[units], shape);
            var mean = variable(new float[units], shape);
            var variance = variable(ones, shape);
            var pixels = tf.reshape(z, tf.constant(new int[]{task.batch(), 1, 1, units}));
            var normalised = tf.nn.fusedBatchNorm(pixels, gamma, beta, mean, variance,
                    FusedBatchNorm.isTraining(true), FusedBatchNorm.epsilon(NORM_EPSILON),
                    FusedBatchNorm.exponentialAvgFactor(NORM_SHARE), FusedBatchNorm.dataFormat("NHWC"));
            updates.add(tf.assign(mean, normalised.batchMean()));
            updates.add(tf.assign(variance, normalised.batchVariance()));
            return tf.reshape(normalised.y(), tf.constant(new int[]{task.batch(), units}));
        }

        private Variable<TFloat32> trained(float[] start, Shape shape) {
            var variable = variable(start, shape);
            trained.getLast().add(variable);
            return variable;
        }

        private Variable<TFloat32> variable(float[] start, Shape shape) {
            var variable = tf.variable(shape, TFloat32.class);
            starts.add(() -> assign(variable, start, shape));
            return variable;
        }

        private void adam() {
            var rate = tf.constant((float) TrainingTask.LEARNING_RATE);
            var beta1 = tf.constant(BETA_1);
            var beta2 = tf.constant(BETA_2);
            var epsilon = tf.constant(ADAM_EPSILON);
            var power1 = variable(new float[]{BETA_1}, Shape.scalar());
            var power2 = variable(new float[]{BETA_2}, Shape.scalar());
            var gradients = tf.gradients(loss, trained.stream().flatMap(List::stream).toList());
            int index = 0;
            var steps = new ArrayList<Op>();
            Op below = loss;
            for (var layer : trained) {
                // The gradient of the layer below reads these weights, which must not change before.
                var ordered = tf.withControlDependencies(below);
                below = gradients.<TFloat32>dy(index);
                for (var variable : layer) {
                    var shape = variable.shape();
                    var moment1 = variable(new float[(int) shape.size()], shape);
                    var moment2 = variable(new float[(int) shape.size()], shape);
                    steps.add(ordered.train.applyAdam(variable, moment1, moment2, power1, power2, rate, beta1, beta2,
                            epsilon, gradients.dy(index++)));
                }
            }
            updates.addAll(steps);
            var last = tf.withControlDependencies(steps);
            updates.add(last.assign(power1, last.math.mul(power1, beta1)));
            updates.add(last.assign(power2, last.math.mul(power2, beta2)));
        }

        private void assign(Variable<TFloat32> variable, float[] start, Shape shape) {
            var placeholder = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
            try (var values = TensorFlowRuntime.tensor(start, shape)) {
                session.runner().feed(placeholder, values).addTarget(tf.assign(variable, placeholder)).run().close();
            }
        }

        @Override
        public void step() {
            batches.advance();
            if (result != null)
                result.close();
            var runner = session.runner();
            updates.forEach(runner::addTarget);
            try (var features = TensorFlowRuntime.tensor(batches.features(), x.shape());
                    var classes = TInt32.tensorOf(labels.shape(), DataBuffers.of(batches.labels(), true, false))) {
                result = runner.feed(x, features).feed(labels, classes).fetch(loss).run();
            }
        }

        @Override
        public double loss() { return ((TFloat32) result.get(0)).getFloat(); }

        @Override
        public void close() {
            if (result != null)
                result.close();
            session.close();
            graph.close();
        }
    }
}
