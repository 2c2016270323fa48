package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.SimdColumns.BLOCK_COLS;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * Batch normalisation, a block of columns at a time: all passes over the block run while it is in the cache. A block
 * that does not lie dense, or does not fill whole vectors, is copied.
 */
final class SimdBatchNorm extends Job {
    private enum Pass {
        TRAIN, INFER, BACKWARD
    }

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
    private final Operand upstream = new Operand();
    private final Operand out = new Operand();
    private final Operand gamma = new Operand();
    private final Operand beta = new Operand();
    private final Operand runningMean = new Operand();
    private final Operand runningVariance = new Operand();
    private final Operand savedMean = new Operand();
    private final Operand savedInverse = new Operand();
    private final Operand gradGamma = new Operand();
    private final Operand gradBeta = new Operand();
    private Pass pass;
    private float epsilon;
    private float momentum;
    private float rest;
    private Activation activation;
    private int rows;
    private long cols;

    void train(Workers workers, BatchNorm norm, View input, View result) {
        pass = Pass.TRAIN;
        start(workers, norm, input, result);
    }

    void infer(Workers workers, BatchNorm norm, View input, View result) {
        pass = Pass.INFER;
        start(workers, norm, input, result);
    }

    void backward(Workers workers, BatchNorm norm, View input, View newUpstream, View gammaOut, View betaOut,
            View result) {
        pass = Pass.BACKWARD;
        upstream.set(newUpstream);
        gradGamma.set(gammaOut);
        gradBeta.set(betaOut);
        start(workers, norm, input, result);
    }

    private void start(Workers workers, BatchNorm norm, View input, View result) {
        x.set(input);
        out.set(result);
        gamma.set(norm.gamma());
        beta.set(norm.beta());
        runningMean.set(norm.runningMean());
        runningVariance.set(norm.runningVariance());
        savedMean.set(norm.savedMean());
        savedInverse.set(norm.savedInverse());
        epsilon = (float) norm.epsilon();
        momentum = (float) norm.momentum();
        rest = (float) (1 - norm.momentum());
        activation = norm.activation();
        rows = Math.toIntExact(input.rows());
        cols = input.cols();
        workers.run(this, chunks(cols, BLOCK_COLS));
    }

    @Override
    void run(int chunk, Scratch scratch) {
        long j = (long) chunk * BLOCK_COLS;
        int width = (int) Math.min(BLOCK_COLS, cols - j);
        boolean whole = width % Lanes.COUNT == 0;
        boolean copyX = !whole || x.colStride() != 1;
        boolean copyOut = !whole || out.colStride() != 1;
        boolean copyUpstream = pass == Pass.BACKWARD && (!whole || upstream.colStride() != 1);
        long block = (long) rows * BLOCK_COLS;
        var panel = copyX || copyOut || copyUpstream ? scratch.panel(3 * block) : x.segment();
        if (copyX)
            gatherBlock(x, j, width, panel, 0);
        if (copyUpstream)
            gatherBlock(upstream, j, width, panel, block * Float.BYTES);
        var xs = copyX ? panel : x.segment();
        long xAt = copyX ? 0 : x.at(0, j) * Float.BYTES;
        long xStride = copyX ? RUN : x.rowStride() * Float.BYTES;
        var us = copyUpstream ? panel : upstream.segment();
        long uAt = copyUpstream ? block * Float.BYTES : upstream.at(0, j) * Float.BYTES;
        long uStride = copyUpstream ? RUN : upstream.rowStride() * Float.BYTES;
        var outs = copyOut ? panel : out.segment();
        long outAt = copyOut ? 2 * block * Float.BYTES : out.at(0, j) * Float.BYTES;
        long outStride = copyOut ? RUN : out.rowStride() * Float.BYTES;

        var s = scratch.blocks;
        gatherStatistics(j, width, s);
        int size = Lanes.padded(width) * Float.BYTES;
        for (int c = 0; c < size; c += Lanes.BYTES)
            if (pass == Pass.BACKWARD)
                backwardColumns(c, xs, xAt, xStride, us, uAt, uStride, outs, outAt, outStride, s);
            else
                forwardColumns(c, xs, xAt, xStride, outs, outAt, outStride, s);
        if (pass != Pass.BACKWARD && activation != Activation.IDENTITY)
            for (int i = 0; i < rows; i++)
                SimdActivations.activation(activation, outs, outAt + i * outStride, outs, outAt + i * outStride, size,
                        scratch);
        scatterStatistics(j, width, size, s);
        if (copyOut)
            for (int i = 0; i < rows; i++)
                Staging.scatterRow(outs, outAt + i * RUN, out, i, j, width);
    }

    private void forwardColumns(int c, MemorySegment xs, long xAt, long xStride, MemorySegment outs, long outAt,
            long outStride, MemorySegment s) {
        if (pass == Pass.TRAIN) {
            BatchNormKernels.statistics(xs, xAt + c, xStride, rows, s, MEAN + c, VARIANCE + c);
            BatchNormKernels.inverse(s, VARIANCE + c, epsilon, INVERSE + c, Lanes.BYTES);
        }
        BatchNormKernels.normalise(xs, xAt + c, xStride, rows, outs, outAt + c, outStride, s, MEAN + c, INVERSE + c,
                GAMMA + c, BETA + c);
    }

    private void backwardColumns(int c, MemorySegment xs, long xAt, long xStride, MemorySegment us, long uAt,
            long uStride, MemorySegment outs, long outAt, long outStride, MemorySegment s) {
        BatchNormKernels.gradients(xs, xAt + c, xStride, us, uAt + c, uStride, rows, s, MEAN + c, INVERSE + c,
                GRAD_GAMMA + c, GRAD_BETA + c);
        BatchNormKernels.backward(xs, xAt + c, xStride, us, uAt + c, uStride, rows, outs, outAt + c, outStride, s,
                MEAN + c, INVERSE + c, GAMMA + c, GRAD_GAMMA + c, GRAD_BETA + c);
    }

    private void gatherBlock(Operand from, long j, int width, MemorySegment panel, long at) {
        for (int i = 0; i < rows; i++)
            Staging.gatherRow(from, i, j, width, panel, at + i * RUN);
    }

    private void gatherStatistics(long j, int width, MemorySegment s) {
        Staging.gatherRow(gamma, 0, j, width, s, GAMMA);
        Staging.gatherRow(beta, 0, j, width, s, BETA);
        if (pass == Pass.INFER) {
            Staging.gatherRow(runningMean, 0, j, width, s, MEAN);
            Staging.gatherRow(runningVariance, 0, j, width, s, VARIANCE);
            BatchNormKernels.inverse(s, VARIANCE, epsilon, INVERSE, Lanes.padded(width) * Float.BYTES);
        } else if (pass == Pass.BACKWARD) {
            Staging.gatherRow(savedMean, 0, j, width, s, MEAN);
            Staging.gatherRow(savedInverse, 0, j, width, s, INVERSE);
        }
    }

    private void scatterStatistics(long j, int width, int size, MemorySegment s) {
        if (pass == Pass.BACKWARD) {
            Staging.scatterRow(s, GRAD_GAMMA, gradGamma, 0, j, width);
            Staging.scatterRow(s, GRAD_BETA, gradBeta, 0, j, width);
        } else if (pass == Pass.TRAIN) {
            Staging.scatterRow(s, MEAN, savedMean, 0, j, width);
            Staging.scatterRow(s, INVERSE, savedInverse, 0, j, width);
            update(runningMean, MEAN, j, width, size, s);
            update(runningVariance, VARIANCE, j, width, size, s);
        }
    }

    /** {@code running = momentum running + (1 - momentum) statistic}. */
    private void update(Operand running, long statistic, long j, int width, int size, MemorySegment s) {
        Staging.gatherRow(running, 0, j, width, s, RUNNING);
        SimdElementwise.axpby(rest, s, statistic, momentum, s, RUNNING, s, RUNNING, size);
        Staging.scatterRow(s, RUNNING, running, 0, j, width);
    }
}
