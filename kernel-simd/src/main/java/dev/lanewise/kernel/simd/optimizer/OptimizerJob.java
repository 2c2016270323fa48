package dev.lanewise.kernel.simd.optimizer;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.HyperParameters;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;
import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/**
 * Walks a flat layout, each chunk segment by segment, so that the settings are constants of the innermost loop. Each
 * rule is a job of its own, so that C2 does not draw them all into one method.
 */
public abstract class OptimizerJob extends Job {
    private static final OptimizerKernels VECTORS = new OptimizerVectors();
    private static final OptimizerKernels LOOPS = new OptimizerLoops();

    private final OptimizerKernels kernels;
    private final Operand parameters = new Operand();
    private final Operand gradients = new Operand();
    private HyperParameters hyper;
    private MemorySegment blocks;
    private long blocksAt;
    private double learningRate;
    private float gradientScale;

    OptimizerJob(boolean loops) { kernels = loops ? LOOPS : VECTORS; }

    final OptimizerKernels kernels() { return kernels; }

    /** Takes the common arguments and runs the chunks. */
    final void start(Workers workers, Update update, double rate, double scale) {
        hyper = update.hyperParameters();
        blocks = HostBuffer.segment(hyper.blocks());
        blocksAt = hyper.blocks().offset();
        learningRate = rate;
        gradientScale = (float) scale;
        parameters.set(update.parameters());
        gradients.set(update.gradients());
        workers.run(this, chunks(hyper.layout().length(), CHUNK));
    }

    @Override
    protected final void run(int chunk, Scratch scratch) {
        var segments = hyper.layout().segments();
        long at = (long) chunk * CHUNK;
        long end = Math.min(hyper.layout().length(), at + CHUNK);
        int s = blocks.get(JAVA_INT, (blocksAt + at / ParameterLayout.ALIGNMENT) * Integer.BYTES);
        while (at < end) {
            long next = s + 1 < segments.size() ? segments.get(s + 1).offset() : hyper.layout().length();
            next = Math.min(next, end);
            var settings = hyper.settings(s);
            double rate = learningRate * settings.learningRateFactor();
            boolean frozen = settings.learningRateFactor() == 0;
            if (!frozen)
                step(parameters.segment(), parameters.linear(at) * Float.BYTES, gradients.segment(),
                        gradients.linear(at) * Float.BYTES, at, (int) (next - at) * Float.BYTES, rate,
                        (float) (rate * settings.weightDecay()), gradientScale, (float) settings.l2());
            at = next;
            s++;
        }
    }

    /**
     * Changes a run of parameters, {@code size} bytes from element {@code from} of the layout on.
     *
     * @param rate learning rate of the segment
     * @param decay rate times weight decay
     */
    abstract void step(MemorySegment w, long wAt, MemorySegment g, long gAt, long from, int size, double rate,
            float decay, float scale, float l2);

    public static final class Sgd extends OptimizerJob {
        public Sgd(boolean loops) { super(loops); }

        public void run(Workers workers, Update update, double rate, double scale) {
            start(workers, update, rate, scale);
        }

        @Override
        void step(MemorySegment w, long wAt, MemorySegment g, long gAt, long from, int size, double rate, float decay,
                float scale, float l2) {
            kernels().sgd(w, wAt, g, gAt, size, (float) rate, decay, scale, l2);
        }
    }

    public static final class Momentum extends OptimizerJob {
        private final Operand velocity = new Operand();
        private float beta;
        private float gradientFactor;

        public Momentum(boolean loops) { super(loops); }

        public void run(Workers workers, Update update, double rate, double scale, double newBeta, double factor,
                View v) {
            beta = (float) newBeta;
            gradientFactor = (float) factor;
            velocity.set(v);
            start(workers, update, rate, scale);
        }

        @Override
        void step(MemorySegment w, long wAt, MemorySegment g, long gAt, long from, int size, double rate, float decay,
                float scale, float l2) {
            kernels().momentum(w, wAt, g, gAt, velocity.segment(), velocity.linear(from) * Float.BYTES, size,
                    (float) rate, decay, scale, l2, beta, gradientFactor);
        }
    }

    public static final class Rmsprop extends OptimizerJob {
        private final Operand squares = new Operand();
        private double beta;
        private float epsilon;

        public Rmsprop(boolean loops) { super(loops); }

        public void run(Workers workers, Update update, double rate, double scale, double newBeta, double newEpsilon,
                View v) {
            beta = newBeta;
            epsilon = (float) newEpsilon;
            squares.set(v);
            start(workers, update, rate, scale);
        }

        @Override
        void step(MemorySegment w, long wAt, MemorySegment g, long gAt, long from, int size, double rate, float decay,
                float scale, float l2) {
            kernels().rmsprop(w, wAt, g, gAt, squares.segment(), squares.linear(from) * Float.BYTES, size,
                    (float) rate, decay, scale, l2, (float) beta, (float) (1 - beta), epsilon);
        }
    }

    public static final class Adam extends OptimizerJob {
        private final Operand first = new Operand();
        private final Operand second = new Operand();
        private double beta1;
        private double beta2;
        private float epsilon;
        private double rateCorrection;

        public Adam(boolean loops) { super(loops); }

        public void run(Workers workers, Update update, double rate, double scale, double newBeta1, double newBeta2,
                double newEpsilon, long step, View firstMoment, View secondMoment) {
            beta1 = newBeta1;
            beta2 = newBeta2;
            // m / c1 / (sqrt(v / c2) + epsilon) with both corrections moved out of the loop, into rate and epsilon.
            double root2 = Math.sqrt(1 - Math.pow(beta2, step));
            rateCorrection = root2 / (1 - Math.pow(beta1, step));
            epsilon = (float) (newEpsilon * root2);
            first.set(firstMoment);
            second.set(secondMoment);
            start(workers, update, rate, scale);
        }

        @Override
        void step(MemorySegment w, long wAt, MemorySegment g, long gAt, long from, int size, double rate, float decay,
                float scale, float l2) {
            kernels().adam(w, wAt, g, gAt, first.segment(), first.linear(from) * Float.BYTES, second.segment(),
                    second.linear(from) * Float.BYTES, size, (float) (rate * rateCorrection), decay, scale, l2,
                    (float) beta1, (float) (1 - beta1), (float) beta2, (float) (1 - beta2), epsilon);
        }
    }
}
