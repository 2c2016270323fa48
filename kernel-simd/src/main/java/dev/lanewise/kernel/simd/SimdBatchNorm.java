package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.SimdColumns.BLOCK_COLS;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * Batch normalisation, a block of columns at a time: all passes over the block run while it is in the cache. Each
 * pass is a job of its own, so that C2 compiles it on its own: all of them in one method went beyond the size up to
 * which it inlines.
 */
abstract class SimdBatchNorm extends Job {
    /** Byte positions of a block's statistics in the staging memory, one run of {@link SimdColumns#BLOCK_COLS} each. */
    private static final long RUN = BLOCK_COLS * Float.BYTES;
    private static final long GAMMA = 0;
    private static final long BETA = RUN;
    private static final long MEAN = 2 * RUN;
    private static final long VARIANCE = 3 * RUN;
    private static final long INVERSE = 4 * RUN;
    private static final long RUNNING = 5 * RUN;
    private static final long GRAD_GAMMA = 6 * RUN;
    private static final long GRAD_BETA = 7 * RUN;

    private final Operand x = new Operand();
    private final Operand out = new Operand();
    private final Operand gamma = new Operand();
    private final Operand beta = new Operand();
    private float epsilon;
    private Activation activation;
    private int rows;
    private long cols;

    /** Takes the common arguments and runs the blocks. */
    final void start(Workers workers, BatchNorm norm, View input, View result) {
        x.set(input);
        out.set(result);
        gamma.set(norm.gamma());
        beta.set(norm.beta());
        epsilon = (float) norm.epsilon();
        activation = norm.activation();
        rows = Math.toIntExact(input.rows());
        cols = input.cols();
        workers.run(this, chunks(cols, BLOCK_COLS));
    }

    @Override
    final void run(int chunk, Scratch scratch) {
        long j = (long) chunk * BLOCK_COLS;
        int width = (int) Math.min(BLOCK_COLS, cols - j);
        scratch.x.read(x, j, width, rows);
        scratch.out.place(out, j, width, rows);
        Staging.gatherRow(gamma, 0, j, width, scratch.blocks, GAMMA);
        Staging.gatherRow(beta, 0, j, width, scratch.blocks, BETA);
        block(j, width, Lanes.padded(width) * Float.BYTES, scratch);
        scratch.out.store(out, j, width, rows);
    }

    /** Computes one block: {@code width} columns, in {@code size} bytes of whole vectors. */
    abstract void block(long j, int width, int size, Scratch scratch);

    final int rows() { return rows; }

    /** {@code out = activation(gamma inverse (x - mean) + beta)}. */
    final void normalise(int size, Scratch scratch) {
        for (int c = 0; c < size; c += Lanes.BYTES)
            BatchNormKernels.normalise(scratch.x, scratch.out, c, rows, scratch.blocks, MEAN + c, INVERSE + c,
                    GAMMA + c, BETA + c);
        if (activation != Activation.IDENTITY)
            for (int i = 0; i < rows; i++) {
                long at = scratch.out.at() + i * scratch.out.stride();
                SimdActivations.activation(activation, scratch.out.segment(), at, scratch.out.segment(), at, size,
                        scratch);
            }
    }

    final void invert(int size, Scratch scratch) {
        BatchNormKernels.inverse(scratch.blocks, VARIANCE, epsilon, INVERSE, size);
    }

    /** Forward, with the statistics of the batch. */
    static final class Train extends SimdBatchNorm {
        private final Operand runningMean = new Operand();
        private final Operand runningVariance = new Operand();
        private final Operand savedMean = new Operand();
        private final Operand savedInverse = new Operand();
        private float momentum;
        private float rest;

        void run(Workers workers, BatchNorm norm, View input, View result) {
            runningMean.set(norm.runningMean());
            runningVariance.set(norm.runningVariance());
            savedMean.set(norm.savedMean());
            savedInverse.set(norm.savedInverse());
            momentum = (float) norm.momentum();
            rest = (float) (1 - norm.momentum());
            start(workers, norm, input, result);
        }

        @Override
        void block(long j, int width, int size, Scratch scratch) {
            var s = scratch.blocks;
            for (int c = 0; c < size; c += Lanes.BYTES)
                BatchNormKernels.statistics(scratch.x, c, rows(), s, MEAN + c, VARIANCE + c);
            invert(size, scratch);
            normalise(size, scratch);
            Staging.scatterRow(s, MEAN, savedMean, 0, j, width);
            Staging.scatterRow(s, INVERSE, savedInverse, 0, j, width);
            update(runningMean, MEAN, j, width, size, s);
            update(runningVariance, VARIANCE, j, width, size, s);
        }

        /** {@code running = momentum running + (1 - momentum) statistic}. */
        private void update(Operand running, long statistic, long j, int width, int size, MemorySegment s) {
            Staging.gatherRow(running, 0, j, width, s, RUNNING);
            SimdElementwise.axpby(rest, s, statistic, momentum, s, RUNNING, s, RUNNING, size);
            Staging.scatterRow(s, RUNNING, running, 0, j, width);
        }
    }

    /** Forward, with the running statistics. */
    static final class Infer extends SimdBatchNorm {
        private final Operand runningMean = new Operand();
        private final Operand runningVariance = new Operand();

        void run(Workers workers, BatchNorm norm, View input, View result) {
            runningMean.set(norm.runningMean());
            runningVariance.set(norm.runningVariance());
            start(workers, norm, input, result);
        }

        @Override
        void block(long j, int width, int size, Scratch scratch) {
            Staging.gatherRow(runningMean, 0, j, width, scratch.blocks, MEAN);
            Staging.gatherRow(runningVariance, 0, j, width, scratch.blocks, VARIANCE);
            invert(size, scratch);
            normalise(size, scratch);
        }
    }

    /** Backward, from the saved statistics. */
    static final class Backward extends SimdBatchNorm {
        private final Operand upstream = new Operand();
        private final Operand savedMean = new Operand();
        private final Operand savedInverse = new Operand();
        private final Operand gradGamma = new Operand();
        private final Operand gradBeta = new Operand();

        void run(Workers workers, BatchNorm norm, View input, View newUpstream, View gammaOut, View betaOut,
                View result) {
            upstream.set(newUpstream);
            savedMean.set(norm.savedMean());
            savedInverse.set(norm.savedInverse());
            gradGamma.set(gammaOut);
            gradBeta.set(betaOut);
            start(workers, norm, input, result);
        }

        @Override
        void block(long j, int width, int size, Scratch scratch) {
            var s = scratch.blocks;
            scratch.upstream.read(upstream, j, width, rows());
            Staging.gatherRow(savedMean, 0, j, width, s, MEAN);
            Staging.gatherRow(savedInverse, 0, j, width, s, INVERSE);
            for (int c = 0; c < size; c += Lanes.BYTES) {
                BatchNormKernels.gradients(scratch.x, scratch.upstream, c, rows(), s, MEAN + c, INVERSE + c,
                        GRAD_GAMMA + c, GRAD_BETA + c);
                BatchNormKernels.backward(scratch.x, scratch.upstream, scratch.out, c, rows(), s, MEAN + c,
                        INVERSE + c, GAMMA + c, GRAD_GAMMA + c, GRAD_BETA + c);
            }
            Staging.scatterRow(s, GRAD_GAMMA, gradGamma, 0, j, width);
            Staging.scatterRow(s, GRAD_BETA, gradBeta, 0, j, width);
        }
    }
}
