package dev.lanewise.kernel.simd;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * Batch normalisation in two passes over memory, both in the order of the rows: one for what belongs to columns, one
 * for the result. Each pass is a job of its own, so that C2 compiles it on its own: all of them in one method went
 * beyond the size up to which it inlines.
 *
 * <p>The variance needs no pass for the mean before it: the distances are taken from a pivot, the mean of the first
 * rows. However far it is from the mean of all n rows, its square is at most n / 4 times the variance, since those rows
 * are among them; if they are like the others, it is below the variance and nothing cancels.
 */
final class SimdBatchNorm {
    /** Rows of {@link ColumnValues}. */
    // Forward and backward each have values of their own; 6 and 7 mean something else in either.
    private static final int MEAN = 0;
    private static final int VARIANCE = 1;
    private static final int INVERSE = 2;
    private static final int GAMMA = 3;
    private static final int BETA = 4;
    private static final int FACTOR = 5;
    private static final int PIVOT = 6;
    private static final int RUNNING = 7;
    private static final int GRAD_GAMMA = 6;
    private static final int GRAD_BETA = 7;
    private static final int SHIFT = 8;
    private static final int SLOPE = 9;
    private static final int KINDS = 10;

    /** What stands for a missing row where it is to add nothing, or does not matter. */
    private static final MemorySegment ZEROS = Scratch.allocate(ColumnJob.STRIP);

    private SimdBatchNorm() {}

    /** Forward, with the statistics of the batch. */
    static final class Train {
        private final ColumnValues values = new ColumnValues();
        private final Statistics statistics = new Statistics();
        private final Normalisation normalisation = new Normalisation();

        void run(Workers workers, BatchNorm norm, View x, View out) {
            values.resize(KINDS, x.cols());
            statistics.run(workers, x, values);
            update(norm.runningMean(), MEAN, norm.momentum());
            update(norm.runningVariance(), VARIANCE, norm.momentum());
            normalisation.run(workers, norm, x, out, values);
            values.write(MEAN, norm.savedMean());
            values.write(INVERSE, norm.savedInverse());
        }

        /** {@code running = momentum running + (1 - momentum) statistic}. */
        private void update(View running, int statistic, double momentum) {
            values.read(RUNNING, running);
            var s = values.memory();
            SimdElementwise.axpby((float) (1 - momentum), s, values.at(statistic), (float) momentum, s,
                    values.at(RUNNING), s, values.at(RUNNING), values.size());
            values.write(RUNNING, running);
        }
    }

    /** Forward, with the running statistics. */
    static final class Infer {
        private final ColumnValues values = new ColumnValues();
        private final Normalisation normalisation = new Normalisation();

        void run(Workers workers, BatchNorm norm, View x, View out) {
            values.resize(KINDS, x.cols());
            values.read(MEAN, norm.runningMean());
            values.read(VARIANCE, norm.runningVariance());
            normalisation.run(workers, norm, x, out, values);
        }
    }

    /** Backward, from the saved statistics. */
    static final class Backward {
        private final ColumnValues values = new ColumnValues();
        private final Gradients gradients = new Gradients();
        private final Propagation propagation = new Propagation();

        void run(Workers workers, BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta, View out) {
            values.resize(KINDS, x.cols());
            values.read(MEAN, norm.savedMean());
            values.read(INVERSE, norm.savedInverse());
            values.read(GAMMA, norm.gamma());
            gradients.run(workers, x, upstream, values);
            propagation.run(workers, x, upstream, out, values);
            values.write(GRAD_GAMMA, gradGamma);
            values.write(GRAD_BETA, gradBeta);
        }
    }

    /** Mean and variance of the columns. */
    private static final class Statistics extends ColumnJob.Groups {
        private final Operand x = new Operand();
        private final ColumnValues partials = new ColumnValues();
        private ColumnValues values;
        private int blocks;

        void run(Workers workers, View input, ColumnValues newValues) {
            x.set(input);
            values = newValues;
            blocks = prepare(input.rows(), input.cols());
            findPivot(input.rows(), input.cols(), workers.scratch());
            // The sums of the blocks, then those of their squares.
            partials.resize(2 * blocks, input.cols());
            start(workers);
            partials.addUp(0, blocks);
            partials.addUp(blocks, blocks);
            BatchNormKernels.moments(partials.memory(), 0, partials.at(blocks), input.rows(), values.memory(),
                    values.at(PIVOT), values.at(MEAN), values.at(VARIANCE), values.size());
        }

        /** The mean of the first rows. */
        private void findPivot(long rows, long cols, Scratch scratch) {
            int height = (int) Math.min(ROWS, rows);
            values.fill(PIVOT, 0);
            for (long j = 0; j < cols; j += STRIP) {
                int width = (int) Math.min(STRIP, cols - j);
                scratch.x.read(x, 0, height, j, width, ZEROS, 0);
                ColumnKernels.sum(scratch.x.segment(), scratch.x.at(), scratch.x.stride(), values.memory(),
                        values.at(PIVOT, j), Lanes.padded(width) * Float.BYTES);
            }
            ColumnKernels.divide(values.memory(), values.at(PIVOT), height, values.size());
        }

        @Override
        void begin(int block, long j, int size) {
            SimdElementwise.fill(0, partials.memory(), partials.at(block, j), size);
            SimdElementwise.fill(0, partials.memory(), partials.at(blocks + block, j), size);
        }

        @Override
        void rows(int block, long i, int height, long j, int width, Scratch scratch) {
            scratch.x.read(x, i, height, j, width, values.memory(), values.at(PIVOT, j));
            BatchNormKernels.statistics(scratch.x, values.memory(), values.at(PIVOT, j), partials.memory(),
                    partials.at(block, j), partials.at(blocks + block, j), Lanes.padded(width) * Float.BYTES);
        }
    }

    /** {@code out = activation(gamma inverse (x - mean) + beta)}, from mean and variance. */
    private static final class Normalisation extends ColumnJob.Writer {
        private final Operand x = new Operand();
        private final Operand out = new Operand();
        private ColumnValues values;
        private Activation activation;

        void run(Workers workers, BatchNorm norm, View input, View result, ColumnValues newValues) {
            x.set(input);
            out.set(result);
            values = newValues;
            activation = norm.activation();
            values.read(GAMMA, norm.gamma());
            values.read(BETA, norm.beta());
            var s = values.memory();
            BatchNormKernels.inverse(s, values.at(VARIANCE), (float) norm.epsilon(), values.at(INVERSE), values.size());
            SimdElementwise.mul(s, values.at(GAMMA), s, values.at(INVERSE), s, values.at(FACTOR), values.size());
            prepare(input.rows(), input.cols());
            start(workers);
        }

        @Override
        void rows(long i, int height, long j, int width, Scratch scratch) {
            int size = Lanes.padded(width) * Float.BYTES;
            var to = scratch.out;
            scratch.x.read(x, i, height, j, width, ZEROS, 0);
            to.placeRows(out, i, height, j, width);
            // The most frequent activation costs nothing here, NaN being below and above no number.
            boolean isRelu = activation == Activation.RELU;
            BatchNormKernels.normalise(scratch.x, to, values.memory(), values.at(MEAN, j), values.at(FACTOR, j),
                    values.at(BETA, j), isRelu ? 0 : Float.NaN, size);
            if (!isRelu && activation != Activation.IDENTITY)
                for (int r = 0; r < height; r++) {
                    long at = to.at() + r * to.stride();
                    SimdActivations.activation(activation, to.segment(), at, to.segment(), at, size);
                }
            to.storeRows(out, i, height, j, width);
        }
    }

    /** The gradients of gamma and beta. */
    private static final class Gradients extends ColumnJob.Groups {
        private final Operand x = new Operand();
        private final Operand upstream = new Operand();
        private final ColumnValues partials = new ColumnValues();
        private ColumnValues values;
        private int blocks;

        void run(Workers workers, View input, View newUpstream, ColumnValues newValues) {
            x.set(input);
            upstream.set(newUpstream);
            values = newValues;
            blocks = prepare(input.rows(), input.cols());
            // The sums of upstream in the blocks, then those of its products with distances from the mean.
            partials.resize(2 * blocks, input.cols());
            start(workers);
            partials.addUp(0, blocks);
            partials.addUp(blocks, blocks);
            MemorySegment.copy(partials.memory(), 0, values.memory(), values.at(GRAD_BETA), values.size());
            SimdElementwise.mul(partials.memory(), partials.at(blocks), values.memory(), values.at(INVERSE),
                    values.memory(), values.at(GRAD_GAMMA), values.size());
        }

        @Override
        void begin(int block, long j, int size) {
            SimdElementwise.fill(0, partials.memory(), partials.at(block, j), size);
            SimdElementwise.fill(0, partials.memory(), partials.at(blocks + block, j), size);
        }

        @Override
        void rows(int block, long i, int height, long j, int width, Scratch scratch) {
            scratch.x.read(x, i, height, j, width, ZEROS, 0);
            scratch.upstream.read(upstream, i, height, j, width, ZEROS, 0);
            BatchNormKernels.gradients(scratch.x, scratch.upstream, values.memory(), values.at(MEAN, j),
                    partials.memory(), partials.at(block, j), partials.at(blocks + block, j),
                    Lanes.padded(width) * Float.BYTES);
        }
    }

    /** {@code out = gamma inverse (upstream - gradBeta/m - xhat gradGamma/m)}. */
    private static final class Propagation extends ColumnJob.Writer {
        private final Operand x = new Operand();
        private final Operand upstream = new Operand();
        private final Operand out = new Operand();
        private ColumnValues values;

        void run(Workers workers, View input, View newUpstream, View result, ColumnValues newValues) {
            x.set(input);
            upstream.set(newUpstream);
            out.set(result);
            values = newValues;
            var s = values.memory();
            BatchNormKernels.coefficients(s, values.at(GRAD_GAMMA), values.at(GRAD_BETA), values.at(INVERSE),
                    input.rows(), values.at(SHIFT), values.at(SLOPE), values.size());
            SimdElementwise.mul(s, values.at(GAMMA), s, values.at(INVERSE), s, values.at(FACTOR), values.size());
            prepare(input.rows(), input.cols());
            start(workers);
        }

        @Override
        void rows(long i, int height, long j, int width, Scratch scratch) {
            scratch.x.read(x, i, height, j, width, ZEROS, 0);
            scratch.upstream.read(upstream, i, height, j, width, ZEROS, 0);
            scratch.out.placeRows(out, i, height, j, width);
            BatchNormKernels.backward(scratch.x, scratch.upstream, scratch.out, values.memory(), values.at(MEAN, j),
                    values.at(SLOPE, j), values.at(SHIFT, j), values.at(FACTOR, j), Lanes.padded(width) * Float.BYTES);
            scratch.out.storeRows(out, i, height, j, width);
        }
    }
}
